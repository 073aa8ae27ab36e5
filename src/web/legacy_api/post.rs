//! What a client of the old app sent, piece by piece turned into a post of our form.
//!
//! Nothing that comes is lost: what the form does not ask, or has been told already with other words, is kept beside
//! the answers under its old name. Photos on other hosts are kept as the text they came as, and never fetched.

use super::{
    address::OurAddress,
    data_url,
    names::{self, Meaning},
    places::Places,
};
use crate::{
    domain::{
        form::FormDef,
        ids::SubmissionKey,
        problem::Problem,
        raw::RawForm,
        upload::{FileType, Refusal},
        validate::{FieldError, ValidationCode, is_blank},
    },
    services::uploads::{NotReceived, Received},
    web::multipart::{limits, too_many},
};
use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// A post of the old app that is being read.
pub struct OldPost<'a> {
    places: Places<'a>,
    ours: &'a OurAddress,
    /// How many values came under each name that comes once for each item.
    rows: HashMap<String, usize>,
    /// Questions whose answer came under another name, and which that was.
    renamed: HashMap<String, String>,
    /// How many answers are kept under each name that the form does not have.
    further: HashMap<String, usize>,
    texts: usize,
    text_bytes: usize,
    files: usize,
    said: Sha256,
    read: OldForm,
}

/// The same, read to its end.
#[derive(Default)]
pub struct OldForm {
    /// Old clients send none; a script may.
    pub key: Option<SubmissionKey>,
    pub raw: RawForm,
    /// Files that came with the post: durable, not yet known to the database.
    pub received: Vec<Received>,
    /// Complaints that only the reading can make.
    pub errors: Vec<FieldError>,
    /// What was kept otherwise than the client may think.
    pub notes: Vec<String>,
    /// Over everything that was said: the same post has the same one.
    pub digest: [u8; 32],
}

/// Where a value stood: at the top, or in one of the items.
pub enum Slot {
    Top(String),
    Item(usize, String),
}

/// A picture that came as text, to be received like a file.
pub struct Drawing {
    pub name: String,
    pub file_type: FileType,
    pub bytes: Vec<u8>,
}

impl<'a> OldPost<'a> {
    pub fn new(def: &'a FormDef, ours: &'a OurAddress) -> OldPost<'a> {
        OldPost {
            places: Places::of(def),
            ours,
            rows: HashMap::new(),
            renamed: HashMap::new(),
            further: HashMap::new(),
            texts: 0,
            text_bytes: 0,
            files: 0,
            said: Sha256::new(),
            read: OldForm::default(),
        }
    }

    pub fn done(self) -> OldForm {
        OldForm { digest: self.said.finalize().into(), ..self.read }
    }

    /// Takes a value. A picture inside is handed back.
    pub fn text(&mut self, slot: Slot, text: String) -> Result<Option<Drawing>, Problem> {
        self.texts += 1;
        if self.texts > limits::TEXTS {
            return Err(too_many(super::LANG));
        }
        match slot {
            Slot::Top(old) => match Meaning::of(self.places.module(), &old) {
                Meaning::Control => {
                    if old == super::KEY {
                        self.read.key = text.parse().ok();
                    }
                    Ok(None)
                }
                meaning => {
                    let name = self.name(&meaning, &old);
                    self.said(&old, text.as_bytes());
                    self.answer(&name, &old, text)
                }
            },
            Slot::Item(index, old) => {
                let path = format!("{}.{index}.{old}", self.places.items());
                let name = if names::is_photo_urls(&old) {
                    self.places.item_photos(index)
                } else {
                    self.places.in_item(index, &old)
                };
                self.said(&path, text.as_bytes());
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
        let name = match Meaning::of(self.places.module(), old) {
            Meaning::Item(index, _) => self.places.item_photos(index),
            Meaning::Question(name) => name,
            Meaning::Control | Meaning::PhotoUrls | Meaning::Row(_) => self.places.photos(),
        };
        Ok(match self.places.picture_type(&name) {
            Some(file_type) => (name, file_type),
            None => (self.places.photos(), FileType::Photo),
        })
    }

    /// What came of a file. A drawing without a stroke is no signature rather than a wrong one: old pages send their
    /// empty pad.
    pub fn received(&mut self, name: &str, received: Result<Received, NotReceived>) -> Result<(), Problem> {
        match received {
            Ok(received) => {
                self.said(name, &received.upload.sha256);
                self.read.raw.upload(name, received.upload.id.clone());
                self.read.received.push(received);
            }
            Err(NotReceived::Refused(Refusal::BlankSignature)) => {}
            Err(NotReceived::Refused(refusal)) => self.complain(name, ValidationCode::File(refusal)),
            Err(NotReceived::Problem(problem)) => return Err(problem),
        }
        Ok(())
    }

    /// Files that are here already, to be taken away again if the rest does not come.
    pub fn so_far(&self) -> &[Received] {
        &self.read.received
    }

    pub fn complain(&mut self, name: &str, complaint: ValidationCode) {
        self.read.errors.push(FieldError::at(self.places.def, name, complaint));
    }

    fn name(&mut self, meaning: &Meaning<'_>, old: &str) -> String {
        match meaning {
            Meaning::Control => old.to_owned(),
            Meaning::PhotoUrls => self.places.photos(),
            Meaning::Question(name) => name.clone(),
            Meaning::Item(index, field) => self.places.in_item(*index, field),
            Meaning::Row(field) => {
                let row = self.rows.entry(old.to_owned()).or_default();
                let index = std::mem::replace(row, *row + 1);
                self.places.in_item(index, field)
            }
        }
    }

    /// `name` is ours, `old` is where it stood.
    fn answer(&mut self, name: &str, old: &str, text: String) -> Result<Option<Drawing>, Problem> {
        if let Some(file_type) = self.places.picture_type(name) {
            return self.picture(name, old, file_type, text);
        }
        if !self.places.has(name) {
            self.keep_beside(old, text)?;
            return Ok(None);
        }
        match self.read.raw.first_text(name).map(str::to_owned) {
            None => self.keep(name, old, text)?,
            Some(before) if before == text || is_blank(&text) => {}
            Some(before) if is_blank(&before) => self.replace(name, old, text)?,
            // The question's own name counts more than another that it had.
            Some(before) => match self.renamed.remove(name).filter(|_| name == old) {
                Some(other) => {
                    self.replace(name, old, text)?;
                    self.keep_beside(&other, before)?;
                }
                None => self.keep_beside(old, text)?,
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
    ) -> Result<Option<Drawing>, Problem> {
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
                    return Ok(Some(Drawing { name: name.to_owned(), file_type, bytes }));
                }
                None => self.complain(name, ValidationCode::BadDataUrl),
            }
        } else {
            self.read.notes.push(format!("{old}: this picture is not on this server, so only its address was kept"));
            self.keep_beside(old, text)?;
        }
        Ok(None)
    }

    fn replace(&mut self, name: &str, old: &str, text: String) -> Result<(), Problem> {
        self.read.raw.parts.retain(|part| part.name != name);
        self.keep(name, old, text)
    }

    fn keep(&mut self, name: &str, old: &str, text: String) -> Result<(), Problem> {
        self.count(name, &text)?;
        if name != old {
            self.renamed.insert(name.to_owned(), old.to_owned());
        }
        self.read.raw.text(name, text.replace("\r\n", "\n"));
        Ok(())
    }

    fn keep_beside(&mut self, old: &str, text: String) -> Result<(), Problem> {
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
        if self.files > limits::FILES { Err(too_many(super::LANG)) } else { Ok(()) }
    }

    fn count(&mut self, name: &str, text: &str) -> Result<(), Problem> {
        self.text_bytes += name.len() + text.len();
        if self.text_bytes > limits::ALL_TEXT_BYTES { Err(too_many(super::LANG)) } else { Ok(()) }
    }

    fn said(&mut self, name: &str, what: &[u8]) {
        for part in [name.as_bytes(), what] {
            self.said.update((part.len() as u64).to_be_bytes());
            self.said.update(part);
        }
    }
}
