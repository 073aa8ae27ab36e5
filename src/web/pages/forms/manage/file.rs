//! The file of a form as it is posted, and what is wrong with it.
//!
//! Input: a multipart body with the part `file`, and `row_version` where a draft is replaced. Output: its bytes within
//! the limit of the readers, or a list of every mistake with its place.

use crate::{
    domain::{
        form_mistake::{DefinitionError, SheetMessage},
        problem::{Malformed, Problem},
    },
    i18n::Texts,
    services::forms::draft::{DraftRefusal, FormFile, MOST_FILE_BYTES, MOST_FORMS},
    web::{
        context::RequestContext,
        forms::multipart::parts::{Body, Envelope},
        limits::body_size::FORM_FILE_BYTES,
    },
};
use rocket::{Data, http::ContentType};

/// The longest text field besides the file, in bytes.
const FIELD_BYTES: usize = 1024;

/// What was posted.
#[derive(Default)]
pub struct PostedFile {
    name: String,
    bytes: Vec<u8>,
    is_too_large: bool,
    /// The form as it was seen.
    pub row_version: i32,
}

impl PostedFile {
    pub async fn read(
        context: &RequestContext,
        content_type: Option<&ContentType>,
        data: Data<'_>,
    ) -> Result<PostedFile, Problem> {
        let mut body = Body::new(data);
        let read = PostedFile::parts(context, content_type, &mut body).await;
        if let Err(problem) = &read {
            body.drain(problem).await;
        }
        read
    }

    async fn parts(
        context: &RequestContext,
        content_type: Option<&ContentType>,
        body: &mut Body<'_>,
    ) -> Result<PostedFile, Problem> {
        let envelope = Envelope::open(content_type, &context.body, FORM_FILE_BYTES)?;
        let mut parts = body.parts(&envelope);
        let mut posted = PostedFile::default();
        while let Some(mut part) = parts.next().await? {
            match (part.name.as_str(), part.filename.take()) {
                ("file", Some(name)) => {
                    (posted.bytes, posted.is_too_large) = part.bytes.read(MOST_FILE_BYTES).await?;
                    posted.name = name;
                }
                ("row_version", None) => {
                    let (bytes, _) = part.bytes.read(FIELD_BYTES).await?;
                    let text = String::from_utf8(bytes).map_err(|_| Problem::Malformed(Malformed::Unreadable))?;
                    posted.row_version = text.parse().unwrap_or(0);
                }
                _ => drop(part.bytes.read(FIELD_BYTES).await?),
            }
        }
        Ok(posted)
    }

    /// The file, or the key of the sentence that says why there is none.
    pub fn file(self) -> Result<FormFile, &'static str> {
        match self {
            PostedFile { is_too_large: true, .. } => Err("manage-forms-file-too-large"),
            PostedFile { bytes, .. } if bytes.is_empty() => Err("manage-forms-no-file"),
            PostedFile { name, bytes, .. } => Ok(FormFile { name, bytes }),
        }
    }
}

/// What is wrong with a file: one sentence, and every mistake with its place.
pub struct FileReport {
    pub sentence: String,
    pub mistakes: Vec<PlacedMessage>,
    /// What is different here, or would be left out.
    pub notices: Vec<PlacedMessage>,
}

/// A message of the reader of form files, and the place that it is about.
pub struct PlacedMessage {
    /// Empty for the file as a whole.
    pub place: String,
    pub message: String,
}

impl FileReport {
    pub fn sentence(texts: Texts, key: &'static str) -> FileReport {
        let megabytes = MOST_FILE_BYTES / (1024 * 1024);
        FileReport {
            sentence: texts.with(key, &[("megabytes", megabytes.into())]),
            mistakes: Vec::new(),
            notices: Vec::new(),
        }
    }

    pub fn new(texts: Texts, refusal: DraftRefusal) -> FileReport {
        let only = |sentence| FileReport { sentence, mistakes: Vec::new(), notices: Vec::new() };
        let named = |key: &'static str, name: String| only(texts.with(key, &[("name", name.into())]));
        let count = |count: usize| texts.with("manage-forms-file-wrong", &[("count", count.into())]);
        match refusal {
            DraftRefusal::Sheet { mistakes, notices } => FileReport {
                sentence: count(mistakes.len()),
                mistakes: mistakes.into_iter().map(|message| in_sheet(texts, message)).collect(),
                notices: notices.into_iter().map(|message| in_sheet(texts, message)).collect(),
            },
            DraftRefusal::Text(errors) => FileReport {
                sentence: count(errors.len()),
                mistakes: errors.into_iter().map(|error| in_text(texts, error)).collect(),
                notices: Vec::new(),
            },
            DraftRefusal::NoText => only(texts.t("manage-forms-no-text").to_owned()),
            DraftRefusal::NameTaken(name) => named("manage-forms-name-taken", name.to_string()),
            DraftRefusal::NameUsed(name) => named("manage-forms-name-used", name.to_string()),
            DraftRefusal::OtherName(name) => named("manage-forms-other-name", name.to_string()),
            DraftRefusal::TooManyForms => only(texts.with("manage-forms-too-many", &[("limit", MOST_FORMS.into())])),
        }
    }
}

/// "survey · row 5 · column F (relevant)".
pub fn in_sheet(texts: Texts, message: SheetMessage) -> PlacedMessage {
    let SheetMessage { sheet, row, column, heading, message } = message;
    let mut place: Vec<String> = Vec::new();
    if !sheet.is_empty() {
        place.push(texts.with("manage-forms-place-sheet", &[("sheet", sheet.to_owned().into())]));
    }
    if row > 0 {
        place.push(texts.with("manage-forms-place-row", &[("row", i64::from(row).into())]));
    }
    if !column.is_empty() {
        let column = if heading.is_empty() { column } else { format!("{column} ({heading})") };
        place.push(texts.with("manage-forms-place-column", &[("column", column.into())]));
    }
    PlacedMessage { place: place.join(" · "), message: texts.message(&message) }
}

pub fn in_text(texts: Texts, error: DefinitionError) -> PlacedMessage {
    let DefinitionError { line, place, reason, .. } = error;
    let mut all: Vec<String> = Vec::new();
    if line > 0 {
        all.push(texts.with("manage-forms-place-line", &[("line", line.into())]));
    }
    if !place.is_empty() {
        all.push(place);
    }
    PlacedMessage { place: all.join(" · "), message: texts.message(&reason) }
}
