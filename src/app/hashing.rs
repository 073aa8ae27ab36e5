//! Password hashing. It needs much memory by design, so at most two hashes are computed at a time. Many concurrent
//! sign-ins then cannot use up the memory or the threads of other work.

use super::BlockingPool;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

/// The OWASP recommendation for Argon2id with one pass: 46 MiB.
const MEMORY_KIB: u32 = 47_104;

pub struct Hashing {
    pool: BlockingPool,
    memory_kib: AtomicU32,
    done: AtomicU64,
}

impl Hashing {
    pub fn new() -> anyhow::Result<Hashing> {
        let pool = BlockingPool::new("injaaz-passwords", 2)?;
        Ok(Hashing { pool, memory_kib: AtomicU32::new(MEMORY_KIB), done: AtomicU64::new(0) })
    }

    /// The memory of new hashes. A stored hash contains its own parameters.
    pub fn memory_kib(&self) -> u32 {
        self.memory_kib.load(Ordering::Relaxed)
    }

    /// Sets the memory of new hashes, for tests that sign in often.
    pub fn take_memory_kib(&self, memory_kib: u32) {
        self.memory_kib.store(memory_kib, Ordering::Relaxed);
    }

    /// The number of computed hashes. Tests use it to check that equivalent requests do the same amount of work.
    pub fn done(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }

    pub async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> anyhow::Result<T> {
        let result = self.pool.run(work).await?;
        self.done.fetch_add(1, Ordering::Relaxed);
        Ok(result)
    }
}
