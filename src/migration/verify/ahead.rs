//! Pages that are worked on while the next one is fetched; what comes of them comes in their order.

use crate::domain::problem::Problem;
use std::collections::VecDeque;
use tokio::task::{JoinHandle, spawn_blocking};

/// Reading and hashing keep one processor busy each; more at once would take them from those who fill in forms.
const AT_ONCE: usize = 2;

pub(super) struct Ahead<T>(VecDeque<JoinHandle<T>>);

impl<T: Send + 'static> Ahead<T> {
    pub fn new() -> Ahead<T> {
        Ahead(VecDeque::with_capacity(AT_ONCE))
    }

    /// Begins this work; answers what came of the oldest if there is enough under way.
    pub async fn begin(&mut self, work: impl FnOnce() -> T + Send + 'static) -> Result<Option<T>, Problem> {
        self.0.push_back(spawn_blocking(work));
        if self.0.len() > AT_ONCE { self.next().await } else { Ok(None) }
    }

    /// What came of the oldest, if there is any.
    pub async fn next(&mut self) -> Result<Option<T>, Problem> {
        match self.0.pop_front() {
            Some(oldest) => oldest.await.map(Some).map_err(|stopped| Problem::Internal(stopped.into())),
            None => Ok(None),
        }
    }
}
