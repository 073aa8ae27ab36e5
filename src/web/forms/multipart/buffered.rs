//! A body that is kept in memory as a whole: JSON.
//!
//! Input: the announced size and a limit in bytes. Output: the bytes with a permit of the memory budget
//! (`limits::memory`), which is reserved before the first byte is read. Posts of the legacy app contain photos, so
//! several at once must not exhaust the memory.

use super::{
    limits,
    parts::{Body, refuse_compressed, too_large},
};
use crate::{
    domain::problem::{Malformed, Problem},
    web::{context::BodyInfo, limits::body_timeouts::Deadline},
};
use anyhow::anyhow;
use futures::StreamExt;
use std::io;
use tokio::sync::OwnedSemaphorePermit;
use tokio_util::io::ReaderStream;

/// A body, and the memory reserved for it.
pub struct BufferedBody {
    pub bytes: Vec<u8>,
    /// To be kept for as long as what was parsed from the bytes.
    pub memory: OwnedSemaphorePermit,
}

impl Body<'_> {
    /// Reads at most `limit` bytes to their end.
    pub async fn whole(&mut self, announced: &BodyInfo, limit: u64) -> Result<BufferedBody, Problem> {
        refuse_compressed(announced)?;
        // Without an announced length the body may be as large as the limit.
        let most = announced.length.unwrap_or(limit);
        if most > limit {
            return Err(too_large(limit));
        }
        let body_timeouts = limits::buffered_timeouts(announced.idle);
        let memory = announced.memory.reserve(most, body_timeouts.idle).await;
        let memory = memory.ok_or_else(|| Problem::Unavailable(anyhow!("no memory for another JSON body")))?;
        let mut chunks = Deadline::new(ReaderStream::with_capacity(&mut self.0, limits::CHUNK_BYTES), body_timeouts);
        let mut bytes = Vec::new();
        while let Some(chunk) = chunks.next().await {
            let chunk = chunk.map_err(|error| match error.kind() {
                io::ErrorKind::TimedOut => Problem::TimedOut,
                _ => Problem::Malformed(Malformed::Incomplete),
            })?;
            if bytes.len() as u64 + chunk.len() as u64 > limit {
                return Err(too_large(limit));
            }
            bytes.extend_from_slice(&chunk);
        }
        if announced.length.is_some_and(|length| length > bytes.len() as u64) {
            return Err(Problem::Malformed(Malformed::Incomplete));
        }
        Ok(BufferedBody { bytes, memory })
    }
}
