//! Where passwords are hashed: much memory on purpose, so only two at a time. The rest waits its turn, and a flood of
//! sign-ins takes neither the memory nor the threads of everything else.

use super::BlockingPool;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

/// What OWASP asks of Argon2id with a single pass: 46 MiB.
const MEMORY_KIB: u32 = 47_104;

pub struct Hashing {
    workshop: BlockingPool,
    memory_kib: AtomicU32,
    done: AtomicU64,
}

impl Hashing {
    pub fn new() -> anyhow::Result<Hashing> {
        let workshop = BlockingPool::new("injaaz-passwords", 2)?;
        Ok(Hashing { workshop, memory_kib: AtomicU32::new(MEMORY_KIB), done: AtomicU64::new(0) })
    }

    /// The memory that a new hash takes. What is stored says by itself with how much it was made.
    pub fn memory_kib(&self) -> u32 {
        self.memory_kib.load(Ordering::Relaxed)
    }

    /// Other memory for the hashes of this app: tests sign in often and guard nothing.
    pub fn take_memory_kib(&self, memory_kib: u32) {
        self.memory_kib.store(memory_kib, Ordering::Relaxed);
    }

    /// How many pieces of work were done: equal work for equal requests is a promise that tests count.
    pub fn done(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }

    pub async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> anyhow::Result<T> {
        let result = self.workshop.run(work).await?;
        self.done.fetch_add(1, Ordering::Relaxed);
        Ok(result)
    }
}
