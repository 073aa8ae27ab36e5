//! Submissions that somebody has just looked at, for whoever compares the stores afterwards.

use crate::domain::ids::SubmissionId;
use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};
use tokio::sync::Notify;

/// More than this are not remembered: the comparing is a sample, and must not grow into a load.
const MOST: usize = 64;

/// A short queue. What does not fit, or waits already, is left out.
#[derive(Debug, Default)]
pub struct ShadowReadQueue {
    waiting: Mutex<VecDeque<SubmissionId>>,
    some: Notify,
}

impl ShadowReadQueue {
    pub fn add(&self, id: &SubmissionId) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.len() < MOST && !waiting.contains(id) {
            waiting.push_back(id.clone());
            self.some.notify_one();
        }
    }

    /// The one that waits longest, if any does.
    pub fn take(&self) -> Option<SubmissionId> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).pop_front()
    }

    /// The one that waits longest, once there is one.
    pub async fn next(&self) -> SubmissionId {
        loop {
            if let Some(id) = self.take() {
                return id;
            }
            self.some.notified().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_queue_is_bounded_and_without_duplicates() {
        let (shadow_reads, first) = (ShadowReadQueue::default(), SubmissionId::random());
        shadow_reads.add(&first);
        shadow_reads.add(&first);
        (0..2 * MOST).for_each(|_| shadow_reads.add(&SubmissionId::random()));
        assert_eq!(shadow_reads.next().await, first);
        assert_eq!(std::iter::from_fn(|| shadow_reads.take()).count(), MOST - 1);
    }
}
