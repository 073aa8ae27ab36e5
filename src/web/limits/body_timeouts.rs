//! Timeouts for request bodies. Rocket waits for ever, so a client that stops sending would hold a connection and the
//! work behind it until the next restart.
//!
//! Input: a stream of chunks. Output: the same stream, which ends with [`io::ErrorKind::TimedOut`].
//!
//! Limit: the timeouts begin with the handler. Rocket waits for the headers and for the first 14 bytes of a body before
//! any code of this application runs; only a proxy in front can end that wait.

use bytes::Bytes;
use futures::Stream;
use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};
use tokio::time::{Instant, Sleep, sleep};

/// How long to wait for a body.
#[derive(Clone, Copy, Debug)]
pub struct BodyTimeouts {
    /// Between two bytes.
    pub idle: Duration,
    /// For the whole body.
    pub total: Duration,
}

/// The longest that a form without files may take: it fits into a few packets.
const SMALL_BODY: Duration = Duration::from_secs(60);

impl BodyTimeouts {
    /// Those of a body without files.
    pub fn small(idle: Duration) -> BodyTimeouts {
        BodyTimeouts { idle, total: SMALL_BODY.min(idle * 2) }
    }
}

/// A body that ends with [`io::ErrorKind::TimedOut`] after too long a pause or too long in total. Only time spent waiting
/// for the sender counts as a pause: work between two reads does not.
pub struct Deadline<S> {
    body: S,
    body_timeouts: BodyTimeouts,
    idle: Pin<Box<Sleep>>,
    total: Pin<Box<Sleep>>,
    waiting: bool,
}

impl<S> Deadline<S> {
    pub fn new(body: S, body_timeouts: BodyTimeouts) -> Deadline<S> {
        Deadline {
            body,
            body_timeouts,
            idle: Box::pin(sleep(body_timeouts.idle)),
            total: Box::pin(sleep(body_timeouts.total)),
            waiting: false,
        }
    }
}

impl<S> Stream for Deadline<S>
where
    S: Stream<Item = io::Result<Bytes>> + Unpin,
{
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Poll::Ready(item) = Pin::new(&mut self.body).poll_next(cx) {
            self.waiting = false;
            return Poll::Ready(item);
        }
        if !self.waiting {
            self.waiting = true;
            let until = Instant::now() + self.body_timeouts.idle;
            self.idle.as_mut().reset(until);
        }
        if self.idle.as_mut().poll(cx).is_pending() {
            ready!(self.total.as_mut().poll(cx));
        }
        Poll::Ready(Some(Err(io::ErrorKind::TimedOut.into())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::{StreamExt, stream};

    const TIMEOUTS: BodyTimeouts = BodyTimeouts { idle: Duration::from_millis(60), total: Duration::from_millis(300) };

    fn byte_every(pause: Duration) -> impl Stream<Item = io::Result<Bytes>> + Unpin {
        Box::pin(stream::unfold((), move |()| async move {
            sleep(pause).await;
            Some((Ok(Bytes::from_static(b"x")), ()))
        }))
    }

    /// How many bytes came, and how long it took, until the body was given up.
    async fn given_up(body: impl Stream<Item = io::Result<Bytes>> + Unpin) -> (usize, Duration) {
        let start = Instant::now();
        let mut body = Deadline::new(body, TIMEOUTS);
        let mut bytes = 0;
        while let Some(item) = body.next().await {
            match item {
                Ok(_) => bytes += 1,
                Err(error) => {
                    assert_eq!(error.kind(), io::ErrorKind::TimedOut);
                    break;
                }
            }
        }
        (bytes, start.elapsed())
    }

    #[tokio::test]
    async fn a_silent_sender_is_cut_off() {
        let (bytes, took) = given_up(stream::pending()).await;
        assert_eq!(bytes, 0);
        assert!(took >= TIMEOUTS.idle && took < TIMEOUTS.total, "{took:?}");
    }

    #[tokio::test]
    async fn a_slow_sender_is_cut_off_after_the_total_timeout() {
        let (bytes, took) = given_up(byte_every(Duration::from_millis(10))).await;
        assert!(bytes > 1);
        assert!(took >= TIMEOUTS.total, "{took:?}");
    }

    #[tokio::test]
    async fn time_between_reads_does_not_count_as_idle() {
        let mut body = Deadline::new(byte_every(Duration::from_millis(1)), TIMEOUTS);
        for _ in 0..2 {
            assert!(matches!(body.next().await, Some(Ok(_))));
            sleep(TIMEOUTS.idle * 2).await;
        }
    }
}
