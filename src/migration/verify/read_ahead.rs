//! A pipeline that processes pages on blocking threads while the next ones are fetched; results keep their order.

use crate::domain::problem::Problem;
use std::collections::VecDeque;
use tokio::task::{JoinHandle, spawn_blocking};

/// Each task keeps one processor busy with reading and hashing; more would slow down people who submit forms.
const AT_ONCE: usize = 2;

pub(super) struct ReadAhead<T>(VecDeque<JoinHandle<T>>);

impl<T: Send + 'static> ReadAhead<T> {
    pub fn new() -> ReadAhead<T> {
        ReadAhead(VecDeque::with_capacity(AT_ONCE))
    }

    /// Starts a task. Returns the oldest result if more than [`AT_ONCE`] tasks are running.
    pub async fn begin(&mut self, work: impl FnOnce() -> T + Send + 'static) -> Result<Option<T>, Problem> {
        self.0.push_back(spawn_blocking(work));
        if self.0.len() > AT_ONCE { self.next().await } else { Ok(None) }
    }

    /// Waits for the oldest task; none if there is no task.
    pub async fn next(&mut self) -> Result<Option<T>, Problem> {
        match self.0.pop_front() {
            Some(oldest) => oldest.await.map(Some).map_err(|stopped| Problem::Internal(stopped.into())),
            None => Ok(None),
        }
    }
}
