//! A body that is kept whole in memory, because it makes no sense in pieces: JSON.
//!
//! A form of ours never comes like this. Those of the old app do, with photos inside, so many at once must not fill the
//! memory: each asks for room before its first byte is read, and gives it back when it is done with.

use super::{
    limits,
    parts::{Body, refuse_compressed, too_large},
};
use crate::{
    domain::{
        lang::Lang,
        problem::{Malformed, Problem},
    },
    web::{
        body_timeouts::{BodyTimeouts, Deadline},
        context::Announced,
    },
};
use anyhow::anyhow;
use futures::StreamExt;
use std::io;
use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::timeout,
};
use tokio_util::io::ReaderStream;

const MEGABYTE: u64 = 1024 * 1024;

/// What is left for further bodies, in megabytes.
static ROOM: Semaphore = Semaphore::const_new(limits::JSON_ROOM);

/// A body, and the room that it takes.
pub struct BufferedBody {
    pub bytes: Vec<u8>,
    /// To be kept for as long as what was read from the bytes.
    pub room: SemaphorePermit<'static>,
}

impl Body<'_> {
    /// Reads at most `limit` bytes to their end.
    pub async fn whole(&mut self, announced: &Announced, limit: u64, lang: Lang) -> Result<BufferedBody, Problem> {
        refuse_compressed(announced, lang)?;
        // Who does not say how much it will be may send as much as there may be.
        let most = announced.length.unwrap_or(limit);
        if most > limit {
            return Err(too_large(limit, lang));
        }
        let body_timeouts = limits::json_patience(announced.silence);
        let room = make_room(most, body_timeouts).await?;
        let mut chunks = Deadline::new(ReaderStream::with_capacity(&mut self.0, limits::CHUNK_BYTES), body_timeouts);
        let mut bytes = Vec::new();
        while let Some(chunk) = chunks.next().await {
            let chunk = chunk.map_err(|error| match error.kind() {
                io::ErrorKind::TimedOut => Problem::TimedOut,
                _ => Problem::Malformed(Malformed::Incomplete),
            })?;
            if bytes.len() as u64 + chunk.len() as u64 > limit {
                return Err(too_large(limit, lang));
            }
            bytes.extend_from_slice(&chunk);
        }
        if announced.length.is_some_and(|length| length > bytes.len() as u64) {
            return Err(Problem::Malformed(Malformed::Incomplete));
        }
        Ok(BufferedBody { bytes, room })
    }
}

async fn make_room(bytes: u64, body_timeouts: BodyTimeouts) -> Result<SemaphorePermit<'static>, Problem> {
    let megabytes = u32::try_from(bytes.div_ceil(MEGABYTE).max(1)).unwrap_or(u32::MAX);
    match timeout(body_timeouts.idle, ROOM.acquire_many(megabytes)).await {
        Ok(Ok(room)) => Ok(room),
        _ => Err(Problem::Unavailable(anyhow!("too many large bodies of JSON at once"))),
    }
}
