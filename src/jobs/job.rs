//! The `Job` trait: one kind of background job.

use crate::{
    app::App,
    domain::{
        job::{Failure, JobPayload},
        problem::Problem,
    },
    services::jobs::Claim,
};
use serde_json::Value;
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::sync::watch;

/// One kind of job. The type of the payload determines kind, idempotency key and retry policy; the implementation adds
/// the time limit and the work.
///
/// An attempt can be aborted at any point and is then repeated, so `run` must be idempotent. What must happen only once
/// belongs in the transaction that ends the row of the job, or must be conditional on the expected state.
pub trait Job: JobPayload {
    /// The time limit of one attempt.
    const TIMEOUT: Duration;

    fn run(self, context: &JobContext) -> impl Future<Output = Result<AttemptOutcome, Problem>> + Send;
}

/// The result of an attempt that did not fail.
#[derive(Clone, Debug, PartialEq)]
pub enum AttemptOutcome {
    /// The job has ended its row in the transaction that records the result.
    Recorded,
    /// The worker ends the row, and stores this result if the console shows the kind.
    Finished(Value),
    /// A person paused it; it is returned without counting the attempt.
    Paused,
    /// A retry cannot succeed.
    Failed(Failure),
}

/// The input of a job.
pub struct JobContext {
    pub app: Arc<App>,
    pub claim: Arc<Claim>,
    pub progress: Progress,
    /// True when this attempt must end: shutdown, time limit, or cancelled by a person.
    pub(super) ending: watch::Receiver<bool>,
}

impl JobContext {
    /// Completes when this attempt must end. Work on a blocking thread has to watch it, because it cannot be aborted.
    pub fn ending(&self) -> impl Future<Output = ()> + Send + 'static {
        let mut ending = self.ending.clone();
        async move {
            // If the sender was dropped, the worker is gone and the attempt is over too.
            let _ = ending.wait_for(|ending| *ending).await;
        }
    }
}

/// The number of items done and in total. Can be updated from any thread; the heartbeat stores it.
#[derive(Clone, Debug, Default)]
pub struct Progress(Arc<[AtomicU64; 2]>);

impl Progress {
    pub fn report(&self, done: u64, all: u64) {
        let [first, second] = &*self.0;
        first.store(done, Ordering::Relaxed);
        second.store(all, Ordering::Relaxed);
    }

    pub(super) fn get(&self) -> (u64, u64) {
        let [first, second] = &*self.0;
        (first.load(Ordering::Relaxed), second.load(Ordering::Relaxed))
    }
}
