//! A post of the legacy app, converted piece by piece to a post of the current form.
//!
//! Invariants: nothing is lost: what the form does not ask, or was sent twice under two names, is kept beside the
//! answers under its old name. Photos on other hosts are kept as their address and never fetched.

use super::{
    address::OwnAddress,
    data_url,
    fields::FormFields,
    names::{self, FieldTarget},
    protocol::KEY,
};
use crate::{
    domain::{
        form::FormDef,
        ids::SubmissionKey,
        problem::Problem,
        raw::RawForm,
        upload::{FileRefusal, FileType},
        validate::{FieldError, ValidationCode, is_blank},
    },
    services::uploads::{NotReceived, ReceivedFile},
    web::forms::multipart::{limits, too_many},
};
use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// A post of the legacy app that is being read.
pub struct LegacyPost<'a> {
    fields: FormFields<'a>,
    ours: &'a OwnAddress,
    /// How many values came under each name that comes once for each item.
    rows: HashMap<String, usize>,
    /// Questions whose answer came under another name, and which that was.
    renamed: HashMap<String, String>,
    /// How many answers are kept under each name that the form does not have.
    further: HashMap<String, usize>,
    texts: usize,
    text_bytes: usize,
    files: usize,
    hash: Sha256,
    read: LegacyForm,
}

/// The same, read to its end.
#[derive(Default)]
pub struct LegacyForm {
    /// Old clients send none; a script may.
    pub key: Option<SubmissionKey>,
    pub raw: RawForm,
    /// Files that came with the post: durable, not yet known to the database.
    pub received: Vec<ReceivedFile>,
    /// Complaints that only the reading can make.
    pub errors: Vec<FieldError>,
    /// What was kept otherwise than the client may think.
    pub notes: Vec<String>,
    /// Over everything that was said: the same post has the same one.
    pub digest: [u8; 32],
}

/// Where a value stood: at the top, or in one of the items.
pub enum ValuePath {
    Top(String),
    Item(usize, String),
}

/// A picture that came as text, to be received like a file.
pub struct InlinePicture {
    pub name: String,
    pub file_type: FileType,
    pub bytes: Vec<u8>,
}

impl<'a> LegacyPost<'a> {
    pub fn new(def: &'a FormDef, ours: &'a OwnAddress) -> LegacyPost<'a> {
        LegacyPost {
            fields: FormFields::of(def),
            ours,
            rows: HashMap::new(),
            renamed: HashMap::new(),
            further: HashMap::new(),
            texts: 0,
            text_bytes: 0,
            files: 0,
            hash: Sha256::new(),
            read: LegacyForm::default(),
        }
    }

    pub fn done(self) -> LegacyForm {
        LegacyForm { digest: self.hash.finalize().into(), ..self.read }
    }

    /// Takes a value. A picture inside is handed back.
    pub fn text(&mut self, slot: ValuePath, text: String) -> Result<Option<InlinePicture>, Problem> {
        self.texts += 1;
        if self.texts > limits::TEXTS {
            return Err(too_many());
        }
        match slot {
            ValuePath::Top(old) => match FieldTarget::of(self.fields.module(), &old) {
                FieldTarget::Control => {
                    if old == KEY {
                        self.read.key = text.parse().ok();
                    }
                    Ok(None)
                }
                meaning => {
                    let name = self.name(&meaning, &old);
                    self.hash_part(&old, text.as_bytes());
                    self.answer(&name, &old, text)
                }
            },
            ValuePath::Item(index, old) => {
                let path = format!("{}.{index}.{old}", self.fields.items());
                let name = if names::is_photo_urls(&old) {
                    self.fields.item_photos(index)
                } else {
                    self.fields.in_item(index, &old)
                };
                self.hash_part(&path, text.as_bytes());
                if names::is_own_number(&old, index, &text) {
                    return Ok(None);
                }
                self.answer(&name, &path, text)
            }
        }
    }

    /// Where a file of this name belongs: to its item or question if it names one, else to the photos of the form.
    pub fn file(&mut self, old: &str) -> Result<(String, FileType), Problem> {
        self.count_file()?;
        let name = match FieldTarget::of(self.fields.module(), old) {
            FieldTarget::Item(index, _) => self.fields.item_photos(index),
            FieldTarget::Question(name) => name,
            FieldTarget::Control | FieldTarget::PhotoUrls | FieldTarget::Row(_) => self.fields.photos(),
        };
        Ok(match self.fields.picture_type(&name) {
            Some(file_type) => (name, file_type),
            None => (self.fields.photos(), FileType::Photo),
        })
    }

    /// What came of a file. A drawing without a stroke is no signature rather than a wrong one: old pages send their
    /// empty pad.
    pub fn received(&mut self, name: &str, received: Result<ReceivedFile, NotReceived>) -> Result<(), Problem> {
        match received {
            Ok(received) => {
                self.hash_part(name, &received.upload.sha256);
                self.read.raw.upload(name, received.upload.id.clone());
                self.read.received.push(received);
            }
            Err(NotReceived::Refused(FileRefusal::BlankSignature)) => {}
            Err(NotReceived::Refused(refusal)) => self.complain(name, ValidationCode::File(refusal)),
            Err(NotReceived::Problem(problem)) => return Err(problem),
        }
        Ok(())
    }

    /// Files that are here already, to be taken away again if the rest does not come.
    pub fn received_files(&self) -> &[ReceivedFile] {
        &self.read.received
    }

    pub fn complain(&mut self, name: &str, complaint: ValidationCode) {
        self.read.errors.push(FieldError::at(self.fields.def, name, complaint));
    }

    fn name(&mut self, meaning: &FieldTarget<'_>, old: &str) -> String {
        match meaning {
            FieldTarget::Control => old.to_owned(),
            FieldTarget::PhotoUrls => self.fields.photos(),
            FieldTarget::Question(name) => name.clone(),
            FieldTarget::Item(index, field) => self.fields.in_item(*index, field),
            FieldTarget::Row(field) => {
                let row = self.rows.entry(old.to_owned()).or_default();
                let index = std::mem::replace(row, *row + 1);
                self.fields.in_item(index, field)
            }
        }
    }

    /// `name` is ours, `old` is where it stood.
    fn answer(&mut self, name: &str, old: &str, text: String) -> Result<Option<InlinePicture>, Problem> {
        if let Some(file_type) = self.fields.picture_type(name) {
            return self.picture(name, old, file_type, text);
        }
        if !self.fields.has(name) {
            self.add_extra(old, text)?;
            return Ok(None);
        }
        match self.read.raw.first_text(name).map(str::to_owned) {
            None => self.add_text(name, old, text)?,
            Some(before) if before == text || is_blank(&text) => {}
            Some(before) if is_blank(&before) => self.replace(name, old, text)?,
            // The question's own name counts more than another that it had.
            Some(before) => match self.renamed.remove(name).filter(|_| name == old) {
                Some(other) => {
                    self.replace(name, old, text)?;
                    self.add_extra(&other, before)?;
                }
                None => self.add_extra(old, text)?,
            },
        }
        Ok(None)
    }

    fn picture(
        &mut self,
        name: &str,
        old: &str,
        file_type: FileType,
        text: String,
    ) -> Result<Option<InlinePicture>, Problem> {
        if is_blank(&text) {
            return Ok(None);
        }
        if let Some(id) = self.ours.upload(&text) {
            // Old pages name a photo twice when it was sent twice.
            if !self.read.raw.uploads_of(name).any(|known| *known == id) {
                self.read.raw.upload(name, id);
            }
        } else if data_url::is_one(&text) {
            match data_url::decode(&text) {
                Some(bytes) => {
                    self.count_file()?;
                    return Ok(Some(InlinePicture { name: name.to_owned(), file_type, bytes }));
                }
                None => self.complain(name, ValidationCode::BadDataUrl),
            }
        } else {
            self.read.notes.push(format!("{old}: this picture is not on this server, so only its address was kept"));
            self.add_extra(old, text)?;
        }
        Ok(None)
    }

    fn replace(&mut self, name: &str, old: &str, text: String) -> Result<(), Problem> {
        self.read.raw.parts.retain(|part| part.name != name);
        self.add_text(name, old, text)
    }

    fn add_text(&mut self, name: &str, old: &str, text: String) -> Result<(), Problem> {
        self.count(name, &text)?;
        if name != old {
            self.renamed.insert(name.to_owned(), old.to_owned());
        }
        self.read.raw.text(name, text.replace("\r\n", "\n"));
        Ok(())
    }

    fn add_extra(&mut self, old: &str, text: String) -> Result<(), Problem> {
        if is_blank(&text) {
            return Ok(());
        }
        self.count(old, &text)?;
        let times = self.further.entry(old.to_owned()).or_default();
        let name = if *times == 0 { old.to_owned() } else { format!("{old}.{times}") };
        *times += 1;
        self.read.raw.further.push((name, text));
        Ok(())
    }

    fn count_file(&mut self) -> Result<(), Problem> {
        self.files += 1;
        if self.files > limits::FILES { Err(too_many()) } else { Ok(()) }
    }

    fn count(&mut self, name: &str, text: &str) -> Result<(), Problem> {
        self.text_bytes += name.len() + text.len();
        if self.text_bytes > limits::ALL_TEXT_BYTES { Err(too_many()) } else { Ok(()) }
    }

    fn hash_part(&mut self, name: &str, what: &[u8]) {
        for part in [name.as_bytes(), what] {
            self.hash.update((part.len() as u64).to_be_bytes());
            self.hash.update(part);
        }
    }
}
