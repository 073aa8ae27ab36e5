//! A small pool of dedicated threads for work that needs much memory.

use anyhow::Context;
use std::sync::Arc;
use tokio::{
    runtime::{Builder, Runtime},
    sync::Semaphore,
};

/// Runs one task per thread at a time; further tasks wait. Allocators keep freed memory per thread, so large tasks on
/// the many threads of tokio's blocking pool would leave their memory allocated on each of them.
pub struct BlockingPool {
    runtime: Option<Runtime>,
    free: Arc<Semaphore>,
}

impl BlockingPool {
    /// Threads start on demand and end when they are idle.
    pub fn new(name: &str, threads: usize) -> anyhow::Result<BlockingPool> {
        let mut builder = Builder::new_current_thread();
        builder.thread_name(name).max_blocking_threads(threads);
        let runtime = builder.build().with_context(|| format!("no threads for {name}"))?;
        Ok(BlockingPool { runtime: Some(runtime), free: Arc::new(Semaphore::new(threads)) })
    }

    /// Runs a task and returns its result. A task that has started runs to its end; a task whose caller is gone before
    /// it starts is not run.
    pub async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> anyhow::Result<T> {
        let runtime = self.runtime.as_ref().context("the thread pool is closed")?;
        let place = Arc::clone(&self.free).acquire_owned().await?;
        let done = runtime.spawn_blocking(move || {
            let _taken = place;
            work()
        });
        Ok(done.await?)
    }
}

impl Drop for BlockingPool {
    fn drop(&mut self) {
        // The pool may be dropped on a thread that must not block.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{
        Arc, Barrier,
        atomic::{AtomicUsize, Ordering},
    };

    #[tokio::test]
    async fn no_more_at_once_than_there_are_threads() -> anyhow::Result<()> {
        let pool = BlockingPool::new("test", 2)?;
        let (now, most, both) =
            (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)), Arc::new(Barrier::new(2)));
        let work = || {
            let (now, most, both) = (Arc::clone(&now), Arc::clone(&most), Arc::clone(&both));
            pool.run(move || {
                most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                // Succeeds only if two tasks run at the same time.
                both.wait();
                now.fetch_sub(1, Ordering::SeqCst);
            })
        };
        futures::future::try_join_all((0..6).map(|_| work())).await?;
        assert_eq!(most.load(Ordering::SeqCst), 2);
        Ok(())
    }

    #[tokio::test]
    async fn a_panicking_task_does_not_lose_a_thread() -> anyhow::Result<()> {
        let pool = BlockingPool::new("test", 1)?;
        assert!(pool.run(|| std::panic::resume_unwind(Box::new(()))).await.is_err());
        assert_eq!(pool.run(|| 7).await?, 7);
        Ok(())
    }
}
