//! A request body, part by part, within the limits. Nothing in here knows what a form is.

use super::{
    budget::{Broken, BudgetedStream, MemoryBudget},
    limits,
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
    pub fn open(
        content_type: Option<&ContentType>,
        announced: &Announced,
        lang: Lang,
        limit: u64,
    ) -> Result<Envelope, Problem> {
        let form = content_type.filter(|t| t.top() == "multipart" && t.sub() == "form-data");
        let Some(form) = form else { return Err(not_multipart(lang)) };
        refuse_compressed(announced, lang)?;
        let boundary = form.param("boundary").unwrap_or_default();
        if boundary.is_empty() || boundary.len() > limits::BOUNDARY_CHARS {
            return Err(Problem::Malformed(Malformed::Unreadable));
        }
        if announced.length.is_some_and(|length| length > limit) {
            return Err(too_large(limit, lang));
        }
        Ok(Envelope { boundary: boundary.to_owned(), limit, body_timeouts: limits::body_timeouts(announced.silence) })
    }
}

/// The body of a request, still on its way.
pub struct Body<'r>(pub(super) DataStream<'r>);

impl<'r> Body<'r> {
    pub fn new(data: Data<'r>) -> Body<'r> {
        // Our own limits come first, each with its own answer; Rocket's only ends what is left after them.
        Body(data.open(ByteUnit::from(limits::FORM_BYTES + limits::DRAIN_BYTES + 1)))
    }

    pub fn parts(&mut self, envelope: &Envelope, lang: Lang) -> Parts<'_> {
        Parts::new(&mut self.0, envelope, lang)
    }

    /// The bytes as they come, for a body that is one file.
    pub fn raw(&mut self, announced: &Announced) -> impl Stream<Item = io::Result<Bytes>> + Send + Unpin {
        let body_timeouts = limits::body_timeouts(announced.silence);
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
    ration: Arc<MemoryBudget>,
    lang: Lang,
}

impl<'r> Parts<'r> {
    pub fn new<R: AsyncRead + Send + Unpin + 'r>(body: R, envelope: &Envelope, lang: Lang) -> Parts<'r> {
        let chunks = ReaderStream::with_capacity(body, limits::CHUNK_BYTES);
        let (source, ration) = BudgetedStream::new(Deadline::new(chunks, envelope.body_timeouts), envelope.limit);
        Parts { multipart: Multipart::new(source, envelope.boundary.clone()), ration, lang }
    }

    /// The next part. The one before must have been read or dropped.
    pub async fn next(&mut self) -> Result<Option<Part<'r>>, Problem> {
        self.ration.renew();
        let field = self.multipart.next_field().await.map_err(|error| broken(&error, self.lang))?;
        let Some(field) = field else { return Ok(None) };
        let name = match field.name() {
            Some(name) if !name.is_empty() && name.len() <= limits::NAME_BYTES => name.to_owned(),
            _ => return Err(Problem::Malformed(Malformed::Unreadable)),
        };
        let filename = field.file_name().map(str::to_owned);
        let bytes = PartBytes {
            field,
            ration: Arc::clone(&self.ration),
            peeked: None,
            ready: true,
            problem: None,
            lang: self.lang,
        };
        Ok(Some(Part { name, filename, bytes }))
    }
}

/// One part: its name, and its bytes still on their way.
pub struct Part<'r> {
    pub name: String,
    /// Present for files, also for the empty one that a browser sends for a file input without a file.
    pub filename: Option<String>,
    pub bytes: PartBytes<'r>,
}

/// The bytes of one part as a stream; remembers why it broke off.
pub struct PartBytes<'r> {
    field: Field<'r>,
    ration: Arc<MemoryBudget>,
    /// What was read to see whether there is anything.
    peeked: Option<Bytes>,
    ready: bool,
    problem: Option<Problem>,
    lang: Lang,
}

impl Stream for PartBytes<'_> {
    type Item = Result<Bytes, multer::Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(bytes) = self.peeked.take() {
            return Poll::Ready(Some(Ok(bytes)));
        }
        if self.ready {
            self.ration.renew();
        }
        let item = Pin::new(&mut self.field).poll_next(cx);
        self.ready = item.is_ready();
        if let Poll::Ready(Some(Err(error))) = &item {
            self.problem = Some(broken(error, self.lang));
        }
        item
    }
}

impl PartBytes<'_> {
    async fn chunk(&mut self) -> Result<Option<Bytes>, Problem> {
        match futures::StreamExt::next(self).await {
            Some(Ok(bytes)) => Ok(Some(bytes)),
            Some(Err(error)) => Err(broken(&error, self.lang)),
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
fn broken(error: &multer::Error, lang: Lang) -> Problem {
    match error {
        multer::Error::StreamReadFailed(cause) => match cause.downcast_ref::<Broken>() {
            Some(Broken::TooSlow) => Problem::TimedOut,
            Some(Broken::TooLarge { limit }) => too_large(*limit, lang),
            Some(Broken::NoHead) => Problem::Malformed(Malformed::Unreadable),
            Some(Broken::Cut(_)) | None => Problem::Malformed(Malformed::Incomplete),
        },
        multer::Error::IncompleteStream
        | multer::Error::IncompleteHeaders
        | multer::Error::IncompleteFieldData { .. } => Problem::Malformed(Malformed::Incomplete),
        _ => Problem::Malformed(Malformed::Unreadable),
    }
}

pub fn too_large(limit: u64, lang: Lang) -> Problem {
    let mb = limit / (1024 * 1024);
    Problem::TooLarge(match lang {
        Lang::En => format!(
            "This is more than {mb} MB, the most that can be sent at once, so nothing was saved. Send fewer or smaller photos."
        ),
        Lang::Ar => {
            format!(
                "حجم المُرسَل أكبر من {mb} ميغابايت، وهو الحد الأقصى للإرسال مرة واحدة، ولم يُحفظ شيء. أرسل صورًا أقل أو أصغر حجمًا."
            )
        }
    })
}

fn not_multipart(lang: Lang) -> Problem {
    Problem::Unsupported(
        match lang {
            Lang::En => {
                "Forms are taken as multipart/form-data only, so nothing was saved. Send the form from its page."
            }
            Lang::Ar => "لا تُقبل النماذج إلا بصيغة multipart/form-data، ولم يُحفظ شيء. أرسل النموذج من صفحته.",
        }
        .to_owned(),
    )
}

/// A few bytes could unpack to any number of them.
pub fn refuse_compressed(announced: &Announced, lang: Lang) -> Result<(), Problem> {
    let plain = announced.encoding.as_deref().is_none_or(|e| e.trim().eq_ignore_ascii_case("identity"));
    if plain { Ok(()) } else { Err(compressed(lang)) }
}

fn compressed(lang: Lang) -> Problem {
    Problem::Unsupported(
        match lang {
            Lang::En => {
                "Compressed requests are not taken, so nothing was saved. Send it again without Content-Encoding."
            }
            Lang::Ar => "لا تُقبل الطلبات المضغوطة، ولم يُحفظ شيء. أعد الإرسال دون Content-Encoding.",
        }
        .to_owned(),
    )
}
