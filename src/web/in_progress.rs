//! Counts the requests in progress, so that a stopping server knows when nothing is in work any more.
//!
//! A request counts from its headers until the last byte of its response was handed to the connection.

use rocket::{
    Data, Request,
    fairing::{Fairing, Info, Kind},
};
use std::time::Duration;
use tokio::{sync::watch, time::timeout};

/// The number of requests in progress; clones share it.
#[derive(Clone, Debug)]
pub struct RequestsInProgress(watch::Sender<usize>);

impl Default for RequestsInProgress {
    fn default() -> RequestsInProgress {
        RequestsInProgress(watch::Sender::new(0))
    }
}

impl RequestsInProgress {
    /// Waits until there are none; the error is how many there are after that time.
    pub async fn ended(&self, within: Duration) -> Result<(), usize> {
        let mut count = self.0.subscribe();
        let none = timeout(within, count.wait_for(|count| *count == 0)).await.is_ok();
        if none { Ok(()) } else { Err(*self.0.borrow()) }
    }

    fn begin(&self) -> InProgress {
        self.0.send_modify(|count| *count += 1);
        InProgress(self.clone())
    }
}

/// One request; it is kept in the request, which is dropped after its response.
struct InProgress(RequestsInProgress);

impl Drop for InProgress {
    fn drop(&mut self) {
        self.0.0.send_modify(|count| *count = count.saturating_sub(1));
    }
}

#[rocket::async_trait]
impl Fairing for RequestsInProgress {
    fn info(&self) -> Info {
        Info { name: "requests in progress", kind: Kind::Request }
    }

    async fn on_request(&self, request: &mut Request<'_>, _data: &mut Data<'_>) {
        request.local_cache(|| self.begin());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_end_of_all_requests_is_noticed() {
        let (requests, moment) = (RequestsInProgress::default(), Duration::from_millis(20));
        assert_eq!(requests.ended(moment).await, Ok(()));
        let both = [requests.begin(), requests.begin()];
        assert_eq!(requests.ended(moment).await, Err(2));
        let waiting = requests.clone();
        let ended = tokio::spawn(async move { waiting.ended(Duration::from_secs(10)).await });
        drop(both);
        assert!(matches!(ended.await, Ok(Ok(()))));
    }
}
