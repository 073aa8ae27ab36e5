//! What one kind of background job is.

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

/// One kind of job. The payload's type gives its kind, its idempotency key and how often it is tried; here is how long a
/// try may take, and what it does.
///
/// A try can be cut off anywhere, and is made again then: whatever it does must bear that. What must happen once happens
/// in the transaction that ends the job's row, or names what it expects to find.
pub trait Job: JobPayload {
    /// How long one try may take.
    const TIMEOUT: Duration;

    fn run(self, context: &JobContext) -> impl Future<Output = Result<Ended, Problem>> + Send;
}

/// How a try ended that did not fail.
#[derive(Clone, Debug, PartialEq)]
pub enum Ended {
    /// The job has ended its own row, in the transaction that records what it did.
    Recorded,
    /// It is done; the worker ends the row, with this result where the kind is kept for the console.
    Finished(Value),
    /// It is given back as if it had not been claimed: a person paused it.
    Paused,
    /// It cannot succeed any more.
    Failed(Failure),
}

/// What a job gets to run.
pub struct JobContext {
    pub app: Arc<App>,
    pub claim: Arc<Claim>,
    pub progress: Progress,
    /// True once this try is to end: the process stops, the time is over, or a person has cancelled it.
    pub(super) ending: watch::Receiver<bool>,
}

impl JobContext {
    /// Ends once this try is to end. Work on a thread of its own has to watch this: it cannot be cut off from outside.
    pub fn ending(&self) -> impl Future<Output = ()> + Send + 'static {
        let mut ending = self.ending.clone();
        async move {
            // The worker that would say so is gone: this try is over too.
            let _ = ending.wait_for(|ending| *ending).await;
        }
    }
}

/// How many of how many are done, told from whatever thread works on a job; the heartbeat records it.
#[derive(Clone, Debug, Default)]
pub struct Progress(Arc<[AtomicU64; 2]>);

impl Progress {
    pub fn tell(&self, done: u64, all: u64) {
        let [first, second] = &*self.0;
        first.store(done, Ordering::Relaxed);
        second.store(all, Ordering::Relaxed);
    }

    pub(super) fn get(&self) -> (u64, u64) {
        let [first, second] = &*self.0;
        (first.load(Ordering::Relaxed), second.load(Ordering::Relaxed))
    }
}
