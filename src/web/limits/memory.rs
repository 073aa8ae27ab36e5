//! The memory of all request bodies that are kept as a whole, of which there is one budget for the application.
//!
//! Input: the size of a body before its first byte is read. Output: a permit for that many megabytes, to be kept for
//! as long as the bytes or what was parsed from them.

use std::{sync::Arc, time::Duration};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

const MEGABYTE: u64 = 1024 * 1024;

/// What all bodies together may take, in megabytes of what was sent: each is in memory twice while it is read.
const TOTAL_MEGABYTES: usize = 96;

/// The budget; clones share it.
#[derive(Clone, Debug)]
pub struct BodyMemory(Arc<Semaphore>);

impl Default for BodyMemory {
    fn default() -> BodyMemory {
        BodyMemory(Arc::new(Semaphore::new(TOTAL_MEGABYTES)))
    }
}

impl BodyMemory {
    /// Waits for room for so many bytes; none if other bodies keep it for longer than `wait`.
    pub async fn reserve(&self, bytes: u64, wait: Duration) -> Option<OwnedSemaphorePermit> {
        let megabytes = u32::try_from(bytes.div_ceil(MEGABYTE).max(1)).unwrap_or(u32::MAX);
        timeout(wait, Arc::clone(&self.0).acquire_many_owned(megabytes)).await.ok()?.ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_body_waits_for_memory_until_another_one_is_dropped() {
        let memory = BodyMemory::default();
        let wait = Duration::from_millis(10);
        let all = memory.reserve(TOTAL_MEGABYTES as u64 * MEGABYTE, wait).await;
        assert!(all.is_some());
        assert!(memory.clone().reserve(1, wait).await.is_none());
        drop(all);
        assert!(memory.reserve(1, wait).await.is_some());
    }
}
