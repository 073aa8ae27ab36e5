//! A multipart body, part by part, within the limits.
//!
//! Input: the body as a stream, and its headers. Output: parts with a name and a stream of bytes, or the problem that
//! ended the body. It knows nothing about forms.

use super::{
    budget::{BodyError, BudgetedStream, MemoryBudget},
    limits,
};
use crate::{
    domain::problem::{Malformed, Problem, TooLarge, Unsupported},
    web::{
        context::BodyInfo,
        limits::body_timeouts::{BodyTimeouts, Deadline},
    },
};
use bytes::Bytes;
use futures::Stream;
use multer::{Field, Multipart};
use rocket::{
    Data,
    data::{ByteUnit, DataStream},
    http::ContentType,
};
use std::{
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio_util::io::ReaderStream;

/// What the headers of a request say about its body, checked.
#[derive(Debug)]
pub struct Envelope {
    boundary: String,
    limit: u64,
    body_timeouts: BodyTimeouts,
}

impl Envelope {
    /// Refuses what can be refused before a byte of the body is read.
    pub fn open(content_type: Option<&ContentType>, announced: &BodyInfo, limit: u64) -> Result<Envelope, Problem> {
        let form = content_type.filter(|t| t.top() == "multipart" && t.sub() == "form-data");
        let Some(form) = form else { return Err(Problem::Unsupported(Unsupported::FormEncoding)) };
        refuse_compressed(announced)?;
        let boundary = form.param("boundary").unwrap_or_default();
        if boundary.is_empty() || boundary.len() > limits::BOUNDARY_CHARS {
            return Err(Problem::Malformed(Malformed::Unreadable));
        }
        if announced.length.is_some_and(|length| length > limit) {
            return Err(too_large(limit));
        }
        Ok(Envelope { boundary: boundary.to_owned(), limit, body_timeouts: limits::body_timeouts(announced.idle) })
    }
}

/// The body of a request, which is still being received.
pub struct Body<'r>(pub(super) DataStream<'r>);

impl<'r> Body<'r> {
    pub fn new(data: Data<'r>) -> Body<'r> {
        // Our own limits come first, each with its own answer; Rocket's only ends what is left after them.
        Body(data.open(ByteUnit::from(limits::FORM_BYTES + limits::DRAIN_BYTES + 1)))
    }

    pub fn parts(&mut self, envelope: &Envelope) -> Parts<'_> {
        Parts::new(&mut self.0, envelope)
    }

    /// The bytes as they come, for a body that is one file.
    pub fn raw(&mut self, announced: &BodyInfo) -> impl Stream<Item = io::Result<Bytes>> + Send + Unpin {
        let body_timeouts = limits::body_timeouts(announced.idle);
        Deadline::new(ReaderStream::with_capacity(&mut self.0, limits::CHUNK_BYTES), body_timeouts)
    }

    /// Reads on for a while after a refusal, so that a browser gets to see the answer.
    ///
    /// Clients that announce `Expect: 100-continue` are no exception: Rocket looks at the first bytes of every body
    /// before anybody is asked, and so tells them to go on.
    pub async fn drain(self, problem: &Problem) {
        // Who was too slow will not be quicker now.
        if matches!(problem, Problem::TimedOut) {
            return;
        }
        let mut rest = self.0.take(limits::DRAIN_BYTES);
        let mut nowhere = tokio::io::sink();
        let reading = tokio::io::copy(&mut rest, &mut nowhere);
        // Whether the rest came or not, the answer is the same.
        let _ = tokio::time::timeout(limits::DRAIN_TIME, reading).await;
    }
}

/// The parts of a body, in the order in which they come.
pub struct Parts<'r> {
    multipart: Multipart<'r>,
    budget: Arc<MemoryBudget>,
}

impl<'r> Parts<'r> {
    pub fn new<R: AsyncRead + Send + Unpin + 'r>(body: R, envelope: &Envelope) -> Parts<'r> {
        let chunks = ReaderStream::with_capacity(body, limits::CHUNK_BYTES);
        let (source, budget) = BudgetedStream::new(Deadline::new(chunks, envelope.body_timeouts), envelope.limit);
        Parts { multipart: Multipart::new(source, envelope.boundary.clone()), budget }
    }

    /// The next part. The one before must have been read or dropped.
    pub async fn next(&mut self) -> Result<Option<Part<'r>>, Problem> {
        self.budget.renew();
        let field = self.multipart.next_field().await.map_err(|error| body_problem(&error))?;
        let Some(field) = field else { return Ok(None) };
        let name = match field.name() {
            Some(name) if !name.is_empty() && name.len() <= limits::NAME_BYTES => name.to_owned(),
            _ => return Err(Problem::Malformed(Malformed::Unreadable)),
        };
        let filename = field.file_name().map(file_name);
        let bytes = PartBytes { field, budget: Arc::clone(&self.budget), peeked: None, ready: true, problem: None };
        Ok(Some(Part { name, filename, bytes }))
    }
}

/// The name of a file as it is on the sender's device. HTML has browsers write a quotation mark and line breaks in it as
/// `%22`, `%0D` and `%0A`, and nothing else: any other percent sign is part of the name. A page with JavaScript sends
/// the name in a part of its own, because a name that really contains `%22` looks the same here.
fn file_name(sent: &str) -> String {
    sent.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n")
}

/// One part: its name, and its bytes, which are still being received.
pub struct Part<'r> {
    pub name: String,
    /// Present for files, also for the empty one that a browser sends for a file input without a file.
    pub filename: Option<String>,
    pub bytes: PartBytes<'r>,
}

/// The bytes of one part as a stream; remembers why it broke off.
pub struct PartBytes<'r> {
    field: Field<'r>,
    budget: Arc<MemoryBudget>,
    /// What was read to see whether there is anything.
    peeked: Option<Bytes>,
    ready: bool,
    problem: Option<Problem>,
}

impl Stream for PartBytes<'_> {
    type Item = Result<Bytes, multer::Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(bytes) = self.peeked.take() {
            return Poll::Ready(Some(Ok(bytes)));
        }
        if self.ready {
            self.budget.renew();
        }
        let item = Pin::new(&mut self.field).poll_next(cx);
        self.ready = item.is_ready();
        if let Poll::Ready(Some(Err(error))) = &item {
            self.problem = Some(body_problem(error));
        }
        item
    }
}

impl PartBytes<'_> {
    async fn chunk(&mut self) -> Result<Option<Bytes>, Problem> {
        match futures::StreamExt::next(self).await {
            Some(Ok(bytes)) => Ok(Some(bytes)),
            Some(Err(error)) => Err(body_problem(&error)),
            None => Ok(None),
        }
    }

    /// Whether the part has no bytes at all. None is lost by asking.
    pub async fn is_empty(&mut self) -> Result<bool, Problem> {
        while self.peeked.is_none() {
            let Some(bytes) = self.chunk().await? else { return Ok(true) };
            self.peeked = Some(bytes).filter(|bytes| !bytes.is_empty());
        }
        Ok(false)
    }

    /// All bytes, or the first `limit` of them and whether there were more.
    pub async fn read(&mut self, limit: usize) -> Result<(Vec<u8>, bool), Problem> {
        let mut all = Vec::new();
        let mut cut = false;
        while let Some(bytes) = self.chunk().await? {
            let (kept, rest) = bytes.split_at(bytes.len().min(limit - all.len()));
            all.extend_from_slice(kept);
            cut |= !rest.is_empty();
        }
        Ok((all, cut))
    }

    /// Reads on to the end of the part and keeps nothing. Why the body broke off, if it did: before, in another's
    /// hands, or now.
    pub async fn finish(&mut self) -> Result<(), Problem> {
        if let Some(problem) = self.problem.take() {
            return Err(problem);
        }
        while self.chunk().await?.is_some() {}
        Ok(())
    }
}

/// What went wrong between the sender and us, in our words.
fn body_problem(error: &multer::Error) -> Problem {
    match error {
        multer::Error::StreamReadFailed(cause) => match cause.downcast_ref::<BodyError>() {
            Some(BodyError::TooSlow) => Problem::TimedOut,
            Some(BodyError::TooLarge { limit }) => too_large(*limit),
            Some(BodyError::NoHead) => Problem::Malformed(Malformed::Unreadable),
            Some(BodyError::Cut(_)) | None => Problem::Malformed(Malformed::Incomplete),
        },
        multer::Error::IncompleteStream
        | multer::Error::IncompleteHeaders
        | multer::Error::IncompleteFieldData { .. } => Problem::Malformed(Malformed::Incomplete),
        _ => Problem::Malformed(Malformed::Unreadable),
    }
}

pub fn too_large(limit: u64) -> Problem {
    Problem::TooLarge(TooLarge::Request { megabytes: limit / (1024 * 1024) })
}

/// A few bytes could unpack to any number of them.
pub fn refuse_compressed(announced: &BodyInfo) -> Result<(), Problem> {
    let plain = announced.encoding.as_deref().is_none_or(|e| e.trim().eq_ignore_ascii_case("identity"));
    if plain { Ok(()) } else { Err(Problem::Unsupported(Unsupported::Compressed)) }
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn a_file_has_the_name_that_it_has_on_the_device() {
        for (sent, name) in [
            ("pump 12%22.jpg", "pump 12\".jpg"),
            ("%22A%22 and %22B%22.jpg", "\"A\" and \"B\".jpg"),
            ("50%20off 100%.jpg", "50%20off 100%.jpg"),
            ("a%252b.jpg", "a%252b.jpg"),
            ("a.php%00.jpg", "a.php%00.jpg"),
            ("%0d%0a%2F.jpg", "%0d%0a%2F.jpg"),
            ("two%0D%0Alines.jpg", "two\r\nlines.jpg"),
            ("برج %22أ%22 ٥٠٪.jpg", "برج \"أ\" ٥٠٪.jpg"),
        ] {
            assert_eq!(file_name(sent), name);
        }
    }
}
