//! Bounds the memory of the multipart parser.
//!
//! `multer` reads whatever its source has ready before it looks at what it holds, and waits without end for the
//! headers of a part. This source gives it one chunk at a time, only after it has looked at the one before, and fails
//! when the parser makes nothing of [`HEAD_BYTES`] bytes.

use super::limits::HEAD_BYTES;
use bytes::Bytes;
use futures::Stream;
use std::{
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    task::{Context, Poll, ready},
};

/// Why a body ends before its end.
#[derive(Debug, thiserror::Error)]
pub enum BodyError {
    #[error("the sender was too slow")]
    TooSlow,
    #[error("the connection broke off: {0}")]
    Cut(io::Error),
    #[error("more than {limit} bytes")]
    TooLarge { limit: u64 },
    #[error("no headers of a part within {HEAD_BYTES} bytes")]
    NoHead,
}

/// What the parser may still take before it must have made something of it. Shared between the source of bytes and
/// the reader of parts, who renews it whenever a part or a piece of one has come out.
#[derive(Debug)]
pub struct MemoryBudget {
    left: AtomicUsize,
    look_first: AtomicBool,
}

impl MemoryBudget {
    pub fn renew(&self) {
        self.left.store(HEAD_BYTES, Ordering::Relaxed);
        self.look_first.store(true, Ordering::Relaxed);
    }

    fn reserve(&self, bytes: usize) -> Result<(), BodyError> {
        let left = self.left.load(Ordering::Relaxed).checked_sub(bytes).ok_or(BodyError::NoHead)?;
        self.left.store(left, Ordering::Relaxed);
        Ok(())
    }
}

/// A body in chunks, of at most so many bytes in total.
pub struct BudgetedStream<S> {
    body: S,
    budget: Arc<MemoryBudget>,
    limit: u64,
    seen: u64,
}

impl<S> BudgetedStream<S> {
    pub fn new(body: S, limit: u64) -> (BudgetedStream<S>, Arc<MemoryBudget>) {
        let budget = Arc::new(MemoryBudget { left: AtomicUsize::new(HEAD_BYTES), look_first: AtomicBool::new(true) });
        (BudgetedStream { body, budget: Arc::clone(&budget), limit, seen: 0 }, budget)
    }

    fn count_bytes(&mut self, bytes: &Bytes) -> Result<(), BodyError> {
        self.seen = self.seen.saturating_add(bytes.len() as u64);
        if self.seen > self.limit {
            return Err(BodyError::TooLarge { limit: self.limit });
        }
        self.budget.reserve(bytes.len())
    }
}

impl<S> Stream for BudgetedStream<S>
where
    S: Stream<Item = io::Result<Bytes>> + Unpin,
{
    type Item = Result<Bytes, BodyError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        // "Nothing yet, ask again at once": the parser stops pulling and looks at what it holds.
        if self.budget.look_first.swap(false, Ordering::Relaxed) {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(match ready!(Pin::new(&mut self.body).poll_next(cx)) {
            None => None,
            Some(Ok(bytes)) => {
                self.budget.look_first.store(true, Ordering::Relaxed);
                Some(self.count_bytes(&bytes).map(|()| bytes))
            }
            Some(Err(error)) if error.kind() == io::ErrorKind::TimedOut => Some(Err(BodyError::TooSlow)),
            Some(Err(error)) => Some(Err(BodyError::Cut(error))),
        })
    }
}
