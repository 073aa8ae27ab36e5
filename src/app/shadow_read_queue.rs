//! A queue of recently shown submissions whose stores are to be compared (shadow reads).

use crate::domain::ids::SubmissionId;
use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};
use tokio::sync::Notify;

/// The maximum length. Shadow reads are a sample and must not become a load.
const MOST: usize = 64;

/// A bounded queue without duplicates. Submissions that do not fit are skipped.
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

    /// The oldest entry, if any.
    pub fn pop(&self) -> Option<SubmissionId> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).pop_front()
    }

    /// Waits for an entry and takes the oldest one.
    pub async fn next(&self) -> SubmissionId {
        loop {
            if let Some(id) = self.pop() {
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
        assert_eq!(std::iter::from_fn(|| shadow_reads.pop()).count(), MOST - 1);
    }
}
