//! Decoding of pictures that users send, in child processes: a file that makes a decoder crash or run out of memory
//! costs one upload and not the server.
//!
//! In: the bytes of a file and what it is for. Out: its renditions, or the reason why there are none.
//!
//! - [`PictureDecoder::admit`] bounds how many files are held in memory, [`Admission::render`] how many are decoded and
//!   how much memory they take together, by an estimate from their headers. A picture that waits too long is
//!   [`Refusal::Busy`].
//! - `process` is one child: this program with the hidden command `decode-picture`, without environment, with pipes only.
//! - `worker` is what runs inside of it: it limits its own memory, time and files before it reads a byte.
//! - `wire` has the messages between the two.
//!
//! A child that dies or takes too long is replaced. Its picture is tried once more in a fresh child if the first one had
//! served before, because then it may have died of something else; after that it is [`Refusal::Undecodable`]. Children
//! end with the server, however it ends: their input then ends.

mod process;
mod wire;
pub mod worker;

use super::BlockingPool;
use crate::{
    domain::upload::Refusal,
    reports::pictures::{self, Inspection, Purpose, Renditions},
};
use anyhow::{Context, anyhow};
use bytes::Bytes;
use process::{Failure, Process};
use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Instant, timeout_at},
};
use wire::MAX_FILE;
use worker::WorkerLimits;

const MIB: u64 = 1 << 20;

/// Files that are read from the disk or written to it at the same time.
const FILES_AT_ONCE: usize = 4;

/// The limits of decoding, for the whole process.
#[derive(Clone, Copy, Debug)]
pub struct DecoderLimits {
    /// Pictures that are decoded at the same time: child processes.
    pub workers: usize,
    /// Bytes that all of them together may take, by estimate. A picture that needs more is decoded alone.
    pub memory: u64,
    /// How long a picture may wait for its turn.
    pub queue: Duration,
    /// How long its decoding may take.
    pub deadline: Duration,
    /// What each child limits itself to.
    pub worker: WorkerLimits,
}

impl Default for DecoderLimits {
    /// The largest pictures that are allowed take 150 to 550 MB and, on a slow machine, 3 s.
    fn default() -> DecoderLimits {
        DecoderLimits {
            workers: 2,
            memory: 512 * MIB,
            queue: Duration::from_secs(30),
            deadline: Duration::from_secs(60),
            worker: WorkerLimits { memory: 1024 * MIB, processor_seconds: 20 },
        }
    }
}

/// The pool of child processes that decode.
pub struct PictureDecoder {
    limits: DecoderLimits,
    /// What the children run. Without one, decoding happens in this process.
    program: Mutex<Option<PathBuf>>,
    files: BlockingPool,
    admitted: Arc<Semaphore>,
    workers: Arc<Semaphore>,
    memory: Arc<Semaphore>,
    idle: Mutex<Vec<Process>>,
}

impl PictureDecoder {
    /// Starts no child yet: the first picture does.
    pub fn new(limits: DecoderLimits) -> anyhow::Result<PictureDecoder> {
        // The unit tests are another program, which has no commands.
        let program = if cfg!(test) { None } else { Some(own_program()?) };
        let budget = usize::try_from(limits.memory / MIB).unwrap_or(Semaphore::MAX_PERMITS);
        Ok(PictureDecoder {
            limits,
            program: Mutex::new(program),
            files: BlockingPool::new("injaaz-pictures", FILES_AT_ONCE)?,
            admitted: Arc::new(Semaphore::new(2 * limits.workers)),
            workers: Arc::new(Semaphore::new(limits.workers)),
            memory: Arc::new(Semaphore::new(budget)),
            idle: Mutex::default(),
        })
    }

    /// Has the children run another program than this one: for tests, which are programs of their own.
    pub fn use_program(&self, program: &Path) {
        *self.program.lock().unwrap_or_else(PoisonError::into_inner) = Some(program.to_owned());
    }

    fn program(&self) -> Option<PathBuf> {
        self.program.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Work on files that takes memory: reading pictures, and writing them.
    pub async fn blocking<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> anyhow::Result<T> {
        self.files.run(work).await
    }

    /// Waits until one more file may be in memory. To be called before the file is read.
    ///
    /// # Errors
    /// [`Refusal::Busy`] after [`DecoderLimits::queue`].
    pub async fn admit(&self) -> Result<Admission<'_>, Refusal> {
        let until = Instant::now() + self.limits.queue;
        match timeout_at(until, Arc::clone(&self.admitted).acquire_owned()).await {
            Ok(Ok(admitted)) => Ok(Admission { decoder: self, until, _admitted: admitted }),
            _ => Err(Refusal::Busy),
        }
    }

    /// Decodes in a child; a second one if the first had served before and died.
    async fn in_child(&self, program: &Path, picture: &Picture) -> anyhow::Result<Result<Renditions, Refusal>> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        if let Some(process) = idle {
            match self.attempt(process, picture).await {
                Err(Failure::Died) => {}
                other => return Ok(other.unwrap_or(Err(Refusal::Undecodable))),
            }
        }
        let process = Process::start(program, self.limits.worker).await?;
        Ok(self.attempt(process, picture).await.unwrap_or(Err(Refusal::Undecodable)))
    }

    async fn attempt(&self, mut process: Process, picture: &Picture) -> Result<Result<Renditions, Refusal>, Failure> {
        let deadline = Instant::now() + self.limits.deadline;
        match timeout_at(deadline, process.render(picture.purpose, &picture.bytes)).await {
            Ok(Ok(answer)) => {
                self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(process);
                Ok(answer)
            }
            failed => {
                let failure = if failed.is_ok() { Failure::Died } else { Failure::TooSlow };
                let ended = process.end().await;
                let Inspection { kind, width, height, .. } = picture.inspection;
                let size = picture.bytes.len();
                tracing::warn!(
                    ?kind,
                    width,
                    height,
                    size,
                    "a picture was not decoded: {failure}; its process: {ended}"
                );
                Err(failure)
            }
        }
    }
}

/// A picture that has its turn.
struct Picture {
    purpose: Purpose,
    bytes: Bytes,
    inspection: Inspection,
}

/// A place for one file in memory, until it is rendered or given up.
pub struct Admission<'a> {
    decoder: &'a PictureDecoder,
    until: Instant,
    _admitted: OwnedSemaphorePermit,
}

impl Admission<'_> {
    /// Checks the header of a file, waits for a child and for memory, and decodes.
    ///
    /// # Errors
    /// No child can be started, or the server stops. What is wrong with the picture is the inner result.
    pub async fn render(self, purpose: Purpose, bytes: Bytes) -> anyhow::Result<Result<Renditions, Refusal>> {
        let decoder = self.decoder;
        if bytes.len() > MAX_FILE {
            return Ok(Err(Refusal::TooLarge { limit: MAX_FILE as u64 }));
        }
        let file = bytes.clone();
        let inspection = match decoder.files.run(move || pictures::inspect(purpose, &file)).await? {
            Ok(inspection) => inspection,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let Ok(turn) = timeout_at(self.until, self.turn(inspection.memory)).await else {
            return Ok(Err(Refusal::Busy));
        };
        let _turn = turn.context("the decoder is closed")?;
        match decoder.program() {
            Some(program) => decoder.in_child(&program, &Picture { purpose, bytes, inspection }).await,
            None => decoder.files.run(move || pictures::render(purpose, &bytes)).await,
        }
    }

    /// A worker, and memory for it. One that waits for memory keeps its worker: a large picture is never overtaken
    /// without end.
    async fn turn(&self, memory: u64) -> anyhow::Result<[OwnedSemaphorePermit; 2]> {
        let PictureDecoder { limits, workers, memory: budget, .. } = self.decoder;
        let worker = Arc::clone(workers).acquire_owned().await?;
        let weight = u32::try_from(memory.min(limits.memory) / MIB).unwrap_or(u32::MAX);
        let memory = Arc::clone(budget).acquire_many_owned(weight).await?;
        Ok([worker, memory])
    }
}

/// Decodes a picture of our own in a child, as a server would.
///
/// # Errors
/// The child cannot be started, or does not decode it.
pub fn check() -> anyhow::Result<()> {
    let photo = pictures::made_up::photo(1).context("no picture to try it with")?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let decoded = runtime.block_on(async {
        let decoder = PictureDecoder::new(DecoderLimits::default())?;
        match decoder.admit().await {
            Ok(admission) => admission.render(Purpose::Photo, photo.into()).await,
            Err(refusal) => Ok(Err(refusal)),
        }
    })?;
    decoded.map(drop).map_err(|refusal| anyhow!("a good picture was refused: {refusal:?}"))
}

/// This program. The kernel's name for it still works when its file was replaced by a newer one.
fn own_program() -> anyhow::Result<PathBuf> {
    let kernels = PathBuf::from("/proc/self/exe");
    if kernels.exists() { Ok(kernels) } else { std::env::current_exe().context("this program has no name") }
}
