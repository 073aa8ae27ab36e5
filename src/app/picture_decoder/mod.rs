//! Decodes uploaded pictures in child processes, so that a file that crashes a decoder or exhausts its memory affects
//! one upload and not the server.
//!
//! Input: the bytes of a file and its purpose. Output: its renditions, or the reason for a refusal.
//!
//! - [`PictureDecoder::admit`] limits how many files are in memory. [`Admission::render`] limits how many are decoded
//!   at once and their total memory, estimated from the headers. A picture that waits too long is [`FileRefusal::Busy`].
//! - `process` is one child: this program with the hidden command `decode-picture`, without environment, with pipes
//!   only.
//! - `worker` runs inside the child: it limits its own memory, time and files before it reads any input.
//! - `wire` defines the messages between the two.
//!
//! A child that dies or exceeds the deadline is replaced. If the child that died had decoded other pictures before, the
//! picture is tried once more in a new child, because it may not have been the cause; otherwise it is
//! [`FileRefusal::Undecodable`]. Children end when their input is closed, so also if the server is killed.

mod process;
mod wire;
pub mod worker;

use super::BlockingPool;
use crate::{
    domain::upload::FileRefusal,
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

/// The number of files that are read from or written to disk at once.
const FILES_AT_ONCE: usize = 4;

/// The limits of decoding for the whole server process.
#[derive(Clone, Copy, Debug)]
pub struct DecoderLimits {
    /// The number of child processes, which is the number of pictures decoded at once.
    pub workers: usize,
    /// The estimated memory in bytes of all decodings together. A picture that needs more is decoded when no other is.
    pub memory: u64,
    /// How long a picture may wait.
    pub queue: Duration,
    /// The time limit of one decoding.
    pub deadline: Duration,
    /// The limits that each child sets for itself.
    pub worker: WorkerLimits,
}

impl Default for DecoderLimits {
    /// The largest accepted pictures need 150 to 550 MB and, on a slow machine, 3 s.
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

/// A pool of child processes that decode pictures.
pub struct PictureDecoder {
    limits: DecoderLimits,
    /// The program of the children. `None`: decode in this process.
    program: Mutex<Option<PathBuf>>,
    files: BlockingPool,
    admitted: Arc<Semaphore>,
    workers: Arc<Semaphore>,
    memory: Arc<Semaphore>,
    idle: Mutex<Vec<Process>>,
}

impl PictureDecoder {
    /// Starts no child; the first picture does.
    pub fn new(limits: DecoderLimits) -> anyhow::Result<PictureDecoder> {
        // The unit tests are another program, without commands.
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

    /// Sets the program of the children, for integration tests.
    pub fn use_program(&self, program: &Path) {
        *self.program.lock().unwrap_or_else(PoisonError::into_inner) = Some(program.to_owned());
    }

    fn program(&self) -> Option<PathBuf> {
        self.program.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Runs file operations that need much memory: reading and writing pictures.
    pub async fn blocking<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> anyhow::Result<T> {
        self.files.run(work).await
    }

    /// Waits until another file may be held in memory. Call it before reading the file.
    ///
    /// # Errors
    /// [`FileRefusal::Busy`] after [`DecoderLimits::queue`].
    pub async fn admit(&self) -> Result<Admission<'_>, FileRefusal> {
        let until = Instant::now() + self.limits.queue;
        match timeout_at(until, Arc::clone(&self.admitted).acquire_owned()).await {
            Ok(Ok(admitted)) => Ok(Admission { decoder: self, until, _admitted: admitted }),
            _ => Err(FileRefusal::Busy),
        }
    }

    /// Decodes in a child; retries in a new one if the child had served before and died.
    async fn in_child(&self, program: &Path, picture: &Picture) -> anyhow::Result<Result<Renditions, FileRefusal>> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        if let Some(process) = idle {
            match self.attempt(process, picture).await {
                Err(Failure::Died) => {}
                other => return Ok(other.unwrap_or(Err(FileRefusal::Undecodable))),
            }
        }
        let process = Process::start(program, self.limits.worker).await?;
        Ok(self.attempt(process, picture).await.unwrap_or(Err(FileRefusal::Undecodable)))
    }

    async fn attempt(
        &self,
        mut process: Process,
        picture: &Picture,
    ) -> Result<Result<Renditions, FileRefusal>, Failure> {
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

/// A picture that is being decoded.
struct Picture {
    purpose: Purpose,
    bytes: Bytes,
    inspection: Inspection,
}

/// Permission to hold one file in memory, until it is rendered or dropped.
pub struct Admission<'a> {
    decoder: &'a PictureDecoder,
    until: Instant,
    _admitted: OwnedSemaphorePermit,
}

impl Admission<'_> {
    /// Checks the header of a file, waits for a child and for memory, and decodes.
    ///
    /// # Errors
    /// No child can be started, or the server is shutting down. Errors of the picture are in the inner result.
    pub async fn render(self, purpose: Purpose, bytes: Bytes) -> anyhow::Result<Result<Renditions, FileRefusal>> {
        let decoder = self.decoder;
        if bytes.len() > MAX_FILE {
            return Ok(Err(FileRefusal::TooLarge { limit: MAX_FILE as u64 }));
        }
        let file = bytes.clone();
        let inspection = match decoder.files.run(move || pictures::inspect(purpose, &file)).await? {
            Ok(inspection) => inspection,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let Ok(turn) = timeout_at(self.until, self.wait_for_worker(inspection.memory)).await else {
            return Ok(Err(FileRefusal::Busy));
        };
        let _turn = turn.context("the decoder is closed")?;
        match decoder.program() {
            Some(program) => decoder.in_child(&program, &Picture { purpose, bytes, inspection }).await,
            None => decoder.files.run(move || pictures::render(purpose, &bytes)).await,
        }
    }

    /// Waits for a worker and then for memory. The worker is held while waiting for memory, so that a large picture
    /// cannot be overtaken forever.
    async fn wait_for_worker(&self, memory: u64) -> anyhow::Result<[OwnedSemaphorePermit; 2]> {
        let PictureDecoder { limits, workers, memory: budget, .. } = self.decoder;
        let worker = Arc::clone(workers).acquire_owned().await?;
        let weight = u32::try_from(memory.min(limits.memory) / MIB).unwrap_or(u32::MAX);
        let memory = Arc::clone(budget).acquire_many_owned(weight).await?;
        Ok([worker, memory])
    }
}

/// Decodes a generated picture in a child, for `doctor`.
///
/// # Errors
/// The child cannot be started, or does not decode the picture.
pub fn check() -> anyhow::Result<()> {
    let photo = pictures::sample_photo::photo(1).context("no test picture")?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let decoded = runtime.block_on(async {
        let decoder = PictureDecoder::new(DecoderLimits::default())?;
        match decoder.admit().await {
            Ok(admission) => admission.render(Purpose::Photo, photo.into()).await,
            Err(refusal) => Ok(Err(refusal)),
        }
    })?;
    decoded.map(drop).map_err(|refusal| anyhow!("a valid picture was rejected: {refusal:?}"))
}

/// The path of this program. `/proc/self/exe` works even if the file was replaced by a newer version.
fn own_program() -> anyhow::Result<PathBuf> {
    let kernels = PathBuf::from("/proc/self/exe");
    if kernels.exists() { Ok(kernels) } else { std::env::current_exe().context("the path of this program is unknown") }
}
