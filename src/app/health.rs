//! The result of the readiness check, looked up at most once a second however many monitors ask.

use std::time::Duration;
use tokio::{sync::Mutex, time::Instant};

/// How long a result is given to others.
const FRESH: Duration = Duration::from_secs(1);

/// The parts that must work, each with the error for the operator.
#[derive(Clone, Debug)]
pub struct Health {
    pub database: Result<(), String>,
    pub files: Result<(), String>,
}

/// The last result. Those who ask at the same time wait for one check.
#[derive(Default)]
pub struct RecentHealth(Mutex<Option<(Instant, Health)>>);

impl RecentHealth {
    pub async fn get(&self, check: impl Future<Output = Health>) -> Health {
        let mut last = self.0.lock().await;
        if let Some((at, health)) = &*last
            && at.elapsed() < FRESH
        {
            return health.clone();
        }
        let health = check.await;
        *last = Some((Instant::now(), health.clone()));
        health
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::future::join_all;
    use std::sync::atomic::{AtomicU32, Ordering};

    #[tokio::test]
    async fn a_result_is_shared_for_a_second() {
        let (recent, checks) = (RecentHealth::default(), AtomicU32::new(0));
        let check = || async {
            checks.fetch_add(1, Ordering::Relaxed);
            tokio::time::sleep(Duration::from_millis(100)).await;
            Health { database: Ok(()), files: Ok(()) }
        };
        let all = join_all((0..50).map(|_| recent.get(check()))).await;
        assert!(all.iter().all(|health| health.database.is_ok()));
        assert_eq!(checks.load(Ordering::Relaxed), 1);
        tokio::time::sleep(FRESH).await;
        recent.get(check()).await;
        assert_eq!(checks.load(Ordering::Relaxed), 2);
    }
}
