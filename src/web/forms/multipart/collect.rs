//! Sorts the parts of a form: button and submission key aside, answers into the raw form, errors to their fields.

use super::{
    action::Action,
    limits::{self, TEXT_BYTES},
    posted::PostedForm,
    signature::{self, SignatureInput},
};
use crate::{
    domain::{
        form::{FieldKind, FormDef},
        ids::UploadId,
        problem::{Malformed, Problem, TooLarge},
        raw::RawValue,
        upload::{FileRefusal, FileType},
        validate::{FieldError, Part, Question, ValidationCode},
    },
    services::uploads::ReceivedFile,
    web::auth::csrf,
};

/// The name of the part that says which button was pressed.
const BUTTON: &str = "do";
/// The name of the part with the submission key.
const KEY: &str = "submission_key";
/// The name of the parts that describe files which are held for the page.
pub const HELD: &str = "held_file";

/// A post that is being read.
pub struct FormCollector<'a> {
    def: &'a FormDef,
    key_sent: bool,
    button_sent: bool,
    texts: usize,
    text_bytes: usize,
    files: usize,
    form: PostedForm,
}

/// A text part as far as it was read.
pub struct TextPart {
    pub bytes: Vec<u8>,
    /// There was more than may be sent.
    pub cut: bool,
}

impl<'a> FormCollector<'a> {
    pub fn new(def: &'a FormDef) -> FormCollector<'a> {
        let form = PostedForm {
            key: None,
            action: Action::Submit,
            raw: Default::default(),
            received: Vec::new(),
            held: Vec::new(),
            file_errors: Vec::new(),
        };
        FormCollector { def, key_sent: false, button_sent: false, texts: 0, text_bytes: 0, files: 0, form }
    }

    pub fn done(self) -> PostedForm {
        self.form
    }

    /// How much text a part of this name may bring.
    pub fn text_limit(&self, name: &str) -> usize {
        match self.file_type(name) {
            Some(FileType::Signature) => limits::SIGNATURE_BYTES,
            _ => TEXT_BYTES,
        }
    }

    /// What a file under this name would be; `None` if no file belongs there.
    pub fn file_type(&self, name: &str) -> Option<FileType> {
        let question = Question::find(self.def, name).filter(|q| q.part == Part::Whole)?;
        question.field.kind.upload_type()
    }

    /// Takes a text part. A drawing is handed back: it is a file in disguise, to be received like one.
    pub fn text(&mut self, name: String, typed: TextPart) -> Result<Option<(String, Vec<u8>)>, Problem> {
        self.count_text()?;
        let TextPart { bytes, cut } = typed;
        let valid = match std::str::from_utf8(&bytes) {
            Ok(text) => Some(text),
            // A cut may have gone through the middle of a character.
            Err(error) if cut && error.error_len().is_none() => {
                bytes.get(..error.valid_up_to()).and_then(|whole| std::str::from_utf8(whole).ok())
            }
            Err(_) => None,
        };
        let text = match valid {
            Some(text) => text.replace("\r\n", "\n"),
            None => {
                self.complain(&name, ValidationCode::NotUtf8);
                String::from_utf8_lossy(&bytes).replace("\r\n", "\n")
            }
        };
        match name.as_str() {
            BUTTON => self.button(&text).map(|()| None),
            KEY => self.key(&text).map(|()| None),
            HELD => {
                self.form.held.push(text);
                self.count_file().map(|()| None)
            }
            // Verified before routing.
            csrf::FIELD => Ok(None),
            _ => self.answer(name, text, cut),
        }
    }

    fn answer(&mut self, name: String, text: String, cut: bool) -> Result<Option<(String, Vec<u8>)>, Problem> {
        match self.file_type(&name) {
            Some(_) if text.is_empty() => return Ok(None),
            Some(file_type) => {
                if let Ok(id) = text.parse() {
                    self.form.raw.upload(name, id);
                    return Ok(None);
                }
                let drawn =
                    if file_type == FileType::Signature { signature::decode(&text) } else { SignatureInput::NotDrawn };
                match drawn {
                    SignatureInput::Png(png) if !cut => return Ok(Some((name, png))),
                    SignatureInput::Png(_) | SignatureInput::Invalid => {
                        self.complain(&name, ValidationCode::BadDataUrl);
                        return Ok(None);
                    }
                    // Words where a file belongs: the validation says so, and the page shows them again.
                    SignatureInput::NotDrawn => {}
                }
            }
            None if cut => self.reject_truncated_text(&name, &text),
            None => {}
        }
        self.text_bytes += name.len() + text.len();
        if self.text_bytes > limits::ALL_TEXT_BYTES {
            return Err(too_many());
        }
        self.form.raw.text(name, text);
        Ok(None)
    }

    /// The beginning of a text is kept for the page to show. It must never pass for the whole.
    fn reject_truncated_text(&mut self, name: &str, text: &str) {
        let found = text.chars().count();
        let question = Question::find(self.def, name).filter(|q| q.part == Part::Whole);
        if let Some(FieldKind::Text { max, .. } | FieldKind::LongText { max }) = question.map(|q| &q.field.kind)
            && found <= *max
        {
            self.complain(name, ValidationCode::TooLong { limit: found, found: found + 1 });
        }
    }

    fn button(&mut self, text: &str) -> Result<(), Problem> {
        let pressed_twice = std::mem::replace(&mut self.button_sent, true);
        match Action::parse(text) {
            Some(action) if !pressed_twice => {
                self.form.action = action;
                Ok(())
            }
            _ => Err(Problem::Malformed(Malformed::Unreadable)),
        }
    }

    /// A key that is none is no key: the page asks for the form to be sent again.
    fn key(&mut self, text: &str) -> Result<(), Problem> {
        if std::mem::replace(&mut self.key_sent, true) {
            return Err(Problem::Malformed(Malformed::Unreadable));
        }
        self.form.key = text.parse().ok();
        Ok(())
    }

    /// Counts a part that brings no file.
    pub fn count_text(&mut self) -> Result<(), Problem> {
        self.texts += 1;
        if self.texts > limits::TEXTS { Err(too_many()) } else { Ok(()) }
    }

    /// Counts a file, received or not.
    pub fn count_file(&mut self) -> Result<(), Problem> {
        self.files += 1;
        if self.files > limits::FILES { Err(too_many()) } else { Ok(()) }
    }

    /// The file of a question that takes one is put in the place of the one that the page had.
    pub fn file_received(&mut self, name: &str, received: ReceivedFile) {
        if self.file_type(name) == Some(FileType::Pdf) {
            let is_new = |id: &UploadId| self.form.received.iter().any(|received| received.upload.id == *id);
            self.form.raw.parts.retain(|part| match &part.value {
                RawValue::Upload(id) => part.name != name || is_new(id),
                RawValue::Text(_) => true,
            });
        }
        self.form.raw.upload(name, received.upload.id.clone());
        self.form.received.push(received);
    }

    pub fn file_refused(&mut self, name: &str, refusal: FileRefusal) {
        self.complain(name, ValidationCode::File(refusal));
    }

    /// A file under a name where none belongs.
    pub fn file_misplaced(&mut self, name: &str) {
        let known = Question::find(self.def, name).is_some();
        self.complain(name, if known { ValidationCode::TextExpected } else { ValidationCode::UnknownField });
    }

    fn complain(&mut self, name: &str, complaint: ValidationCode) {
        self.form.file_errors.push(FieldError::at(self.def, name, complaint));
    }
}

/// The post has more parts or more text than any form needs.
pub fn too_many() -> Problem {
    let megabytes = (limits::ALL_TEXT_BYTES / (1024 * 1024)) as u64;
    Problem::TooLarge(TooLarge::Form { files: limits::FILES, answers: limits::TEXTS, megabytes })
}
