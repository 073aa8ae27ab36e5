//! The deadline of a connection: how long the server may be silent while it owes an answer.
//!
//! Input: the bytes in both directions. The client asks with a message `Query` or `Sync`, or by its start; the server
//! ends each answer with `ReadyForQuery`. Output: an error of the socket once the limit has passed, which ends every
//! query on it.
//!
//! Invariant: a connection without a question, and a server that sends part of an answer within the limit, are never
//! ended.

use super::frames::Frames;
use std::{
    io,
    pin::Pin,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    sync::Notify,
    time::{Instant, Sleep, sleep},
};

const QUERY: Option<u8> = Some(b'Q');
const SYNC: Option<u8> = Some(b'S');
const READY_FOR_QUERY: Option<u8> = Some(b'Z');

/// How long an outage is assumed to last before the server is asked again.
const OUTAGE: Duration = Duration::from_secs(1);

/// What a connection and its socket share.
#[derive(Debug)]
pub struct Link {
    /// In milliseconds; 0 for none.
    limit: AtomicU64,
    silent: AtomicBool,
    closed: AtomicBool,
    disconnect: Notify,
}

impl Link {
    pub(super) fn new(limit: Duration) -> Link {
        let link = Link {
            limit: AtomicU64::new(0),
            silent: AtomicBool::new(false),
            closed: AtomicBool::new(false),
            disconnect: Notify::new(),
        };
        link.set_limit(limit);
        link
    }

    /// Sets how long the server may be silent, from the next question on. Zero: for any time.
    pub fn set_limit(&self, limit: Duration) {
        self.limit.store(u64::try_from(limit.as_millis()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    fn limit(&self) -> Option<Duration> {
        Some(Duration::from_millis(self.limit.load(Ordering::Relaxed))).filter(|limit| !limit.is_zero())
    }

    pub(super) fn was_silent(&self) -> bool {
        self.silent.load(Ordering::Relaxed)
    }

    pub(super) fn close(&self) {
        self.closed.store(true, Ordering::Relaxed);
    }

    /// Ends the connection: the socket is closed, and the server rolls an open transaction back.
    pub fn disconnect(&self) {
        self.close();
        self.disconnect.notify_one();
    }

    /// Waits for [`disconnect`](Link::disconnect).
    pub(super) async fn disconnected(&self) {
        self.disconnect.notified().await;
    }

    /// Whether the connection has ended.
    pub fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Relaxed)
    }
}

/// Whether the server was just found silent. Further requests then fail at once instead of waiting for it one after the
/// other.
#[derive(Debug, Default)]
pub struct Outage(Mutex<Option<Instant>>);

impl Outage {
    pub fn begin(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    pub fn lasts(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_some_and(|begun| begun.elapsed() < OUTAGE)
    }
}

/// A socket to the server, with its deadline.
pub struct Watched<S> {
    socket: S,
    link: Arc<Link>,
    sent: Frames,
    received: Frames,
    /// Answers that the server has not completed.
    owed: u32,
    timer: Pin<Box<Sleep>>,
}

impl<S> Watched<S> {
    pub fn new(socket: S, link: Arc<Link>) -> Watched<S> {
        let timer = Box::pin(sleep(Duration::ZERO));
        Watched { socket, link, sent: Frames::of_client(), received: Frames::of_server(), owed: 0, timer }
    }

    fn restart(&mut self) {
        if let Some(limit) = self.link.limit() {
            self.timer.as_mut().reset(Instant::now() + limit);
        }
    }

    /// Whether the limit has passed; otherwise the task is woken then.
    fn is_over(&mut self, cx: &mut Context<'_>) -> bool {
        self.owed > 0 && self.link.limit().is_some() && self.timer.as_mut().poll(cx).is_ready()
    }

    fn note_sent(&mut self, bytes: &[u8], cx: &mut Context<'_>) {
        let (before, mut owed) = (self.owed, self.owed);
        self.sent.feed(bytes, |kind| owed += u32::from(matches!(kind, None | QUERY | SYNC)));
        self.owed = owed;
        if before == 0 && owed > 0 {
            self.restart();
            // Registers the task: it may not read before the answer.
            let _ = self.is_over(cx);
        }
    }

    fn note_received(&mut self, bytes: &[u8]) {
        let mut owed = self.owed;
        self.received.feed(bytes, |kind| owed = owed.saturating_sub(u32::from(kind == READY_FOR_QUERY)));
        self.owed = owed;
        self.restart();
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Watched<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let read = Pin::new(&mut self.socket).poll_read(cx, buf);
        match &read {
            Poll::Ready(Ok(())) => self.note_received(buf.filled().get(before..).unwrap_or_default()),
            Poll::Ready(Err(_)) => {}
            Poll::Pending if self.is_over(cx) => {
                self.link.silent.store(true, Ordering::Relaxed);
                return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
            }
            Poll::Pending => {}
        }
        read
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Watched<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.socket).poll_write(cx, bytes);
        if let Poll::Ready(Ok(count)) = &written {
            self.note_sent(bytes.get(..*count).unwrap_or_default(), cx);
        }
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};

    const LIMIT: Duration = Duration::from_millis(100);

    fn pair() -> (Watched<DuplexStream>, DuplexStream, Arc<Link>) {
        let (ours, server) = duplex(1024);
        let link = Arc::new(Link::new(LIMIT));
        (Watched::new(ours, Arc::clone(&link)), server, link)
    }

    const STARTUP: &[u8] = b"\0\0\0\x08user";
    const ASK: &[u8] = b"Q\0\0\0\x05\0";
    const READY: &[u8] = b"Z\0\0\0\x05I";

    #[tokio::test]
    async fn a_server_that_owes_an_answer_must_send_something() -> io::Result<()> {
        let (mut client, mut server, link) = pair();
        client.write_all(STARTUP).await?;
        let begun = Instant::now();
        let error = client.read_u8().await.err().map(|error| error.kind());
        assert_eq!(error, Some(io::ErrorKind::TimedOut));
        assert!(begun.elapsed() >= LIMIT && link.was_silent());
        server.write_all(READY).await
    }

    #[tokio::test]
    async fn silence_without_a_question_is_no_error() -> io::Result<()> {
        let (mut client, mut server, link) = pair();
        client.write_all(STARTUP).await?;
        server.write_all(READY).await?;
        let mut answer = [0; READY.len()];
        client.read_exact(&mut answer).await?;
        let silent = tokio::time::timeout(LIMIT * 3, client.read_u8()).await;
        assert!(silent.is_err() && !link.was_silent());
        // Pieces of an answer restart the deadline.
        client.write_all(ASK).await?;
        for byte in READY {
            tokio::time::sleep(LIMIT / 2).await;
            server.write_all(&[*byte]).await?;
            assert_eq!(client.read_u8().await?, *byte);
        }
        client.write_all(ASK).await?;
        assert_eq!(client.read_u8().await.err().map(|error| error.kind()), Some(io::ErrorKind::TimedOut));
        Ok(())
    }

    #[tokio::test]
    async fn a_connection_without_a_limit_waits() -> io::Result<()> {
        let (mut client, _server, link) = pair();
        link.set_limit(Duration::ZERO);
        client.write_all(STARTUP).await?;
        assert!(tokio::time::timeout(LIMIT * 3, client.read_u8()).await.is_err());
        Ok(())
    }
}
