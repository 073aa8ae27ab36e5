//! Reads a document with a mapping; the result is a submission.

use super::{ItemsRule, Mapping, Piece, Rule, ValuePath, extended, find, find::Taken};
use crate::{
    domain::{
        answers::Answer,
        ids::{JobId, SubmissionId},
        job::Failure,
        lang::Lang,
        submission::Status,
    },
    legacy::{
        Context, CreatedAtSource, OldSubmission, Provenance, QuarantineReason, Quarantined, Variant,
        apply_mapping::{Filled, Filler, Slot, quoted},
        document::Document,
        when,
    },
};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use time::{OffsetDateTime, UtcOffset};

impl Mapping {
    /// The parts of the document's key in the source. `None` if a part is missing or blank.
    pub fn key(&self, document: &Value) -> Option<Vec<String>> {
        let document = extended::plain(document);
        self.id.iter().map(|path| find::text(find::at(&document, path)?)).collect()
    }

    /// Reads a document.
    ///
    /// # Errors
    /// The reason for quarantine: the form does not exist any more, or the document has no key.
    pub fn read(&self, document: &Document, context: &Context<'_>) -> Result<OldSubmission, Quarantined> {
        let def = (context.forms)(&self.module).ok_or_else(|| {
            Quarantined::new(QuarantineReason::UnknownModule, format!("the form {} no longer exists", self.module))
        })?;
        let key = self.key(&document.value).ok_or_else(|| {
            Quarantined::new(
                QuarantineReason::BadId,
                format!("there is no value at {}, where its key should be", self.id.join(" and ")),
            )
        })?;
        let id = self.id_of(&key);
        let plain = extended::plain(&document.value);
        let mut reading = Reading { document: &plain, filler: Filler::new(&def, &id), taken: Taken::default() };
        self.id.iter().for_each(|path| reading.taken.take(path));
        for (name, rule) in &self.fields {
            reading.answer(Slot::Top, name, "", &plain, rule);
        }
        for items in &self.items {
            reading.items(items);
        }
        let mut notes = document.notes.clone();
        let (created_at, created_at_source) = self.created_at(&mut reading, context, &mut notes);
        let (status, failure, status_from) = self.status(&mut reading, &mut notes);
        let Filled { answers, media, notes: of_answers } = reading.finish();
        notes.extend(of_answers);
        let site_name = match answers.get(&def.site_field) {
            Some(Answer::Text(text) | Answer::Choice(text)) => text.trim().to_owned(),
            _ => String::new(),
        };
        let visit_date = match answers.get(&def.date_field) {
            Some(Answer::Date(date)) => Some(*date),
            _ => None,
        };
        let provenance = Provenance {
            module: format!("mapping {}", self.name),
            site_name: self.source_of(&def.site_field),
            visit_date: self.source_of(&def.date_field),
            created_at: match created_at_source {
                CreatedAtSource::Record => self.created_at.clone().unwrap_or_default(),
                CreatedAtSource::Job | CreatedAtSource::File => "file time".to_owned(),
            },
            status: status_from,
            ..Provenance::default()
        };
        Ok(OldSubmission {
            job_id: JobId::from_digest(Sha256::digest(format!("job of {id}")).into()),
            id,
            module: def.module.clone(),
            variant: Variant::Mapped,
            def: Arc::clone(&def),
            lang: Lang::EN,
            answers,
            media,
            site_name,
            visit_date,
            created_at,
            created_at_source,
            status,
            failure,
            provenance,
            notes,
        })
    }

    /// The key itself if it is a submission id, else an id derived from the mapping name and the key.
    fn id_of(&self, key: &[String]) -> SubmissionId {
        let own = match key {
            [only] => only.parse().ok(),
            _ => None,
        };
        own.unwrap_or_else(|| {
            let digest = Sha256::digest(format!("{}\n{}", self.name, key.join("\n")));
            SubmissionId::from_digest(digest.into())
        })
    }

    fn created_at(
        &self,
        reading: &mut Reading<'_>,
        context: &Context<'_>,
        notes: &mut Vec<String>,
    ) -> (OffsetDateTime, CreatedAtSource) {
        let of_file = (context.modified_at, CreatedAtSource::File);
        let Some(path) = &self.created_at else { return of_file };
        let Some(value) = find::at(reading.document, path) else {
            notes.push(format!("{path}: nothing stands there; the time of the file was taken"));
            return of_file;
        };
        match when::moment(value, UtcOffset::UTC).or_else(|| midnight(value)) {
            Some(moment) => {
                reading.taken.take(path);
                (moment, CreatedAtSource::Record)
            }
            None => {
                notes.push(format!("{path}: {} is no time; that of the file was taken", quoted(value)));
                of_file
            }
        }
    }

    fn status(&self, reading: &mut Reading<'_>, notes: &mut Vec<String>) -> (Status, Option<Failure>, String) {
        let Some(rule) = &self.status else { return (Status::Completed, None, "mapping".to_owned()) };
        let said = find::at(reading.document, &rule.from).and_then(find::text);
        let is_in = |list: &[String]| said.as_ref().is_some_and(|said| list.contains(said));
        if is_in(&rule.failed) {
            reading.taken.take(&rule.from);
            return (Status::Failed, Some(Failure::Error), rule.from.clone());
        }
        match &said {
            Some(_) if is_in(&rule.completed) => reading.taken.take(&rule.from),
            Some(said) => notes.push(format!("{}: {said:?} is in neither list; taken as completed", rule.from)),
            None => notes.push(format!("{}: nothing stands there; taken as completed", rule.from)),
        }
        (Status::Completed, None, rule.from.clone())
    }

    fn source_of(&self, field: &str) -> String {
        match self.fields.iter().find(|(name, _)| name == field).map(|(_, rule)| rule) {
            None => "nowhere".to_owned(),
            Some(Rule::At(place)) => place.path.clone(),
            Some(Rule::Constant(_)) => "mapping".to_owned(),
            Some(Rule::Template(pieces)) => {
                let paths = pieces.iter().filter_map(|piece| match piece {
                    Piece::Path(path) => Some(path.as_str()),
                    Piece::Text(_) => None,
                });
                paths.collect::<Vec<_>>().join(", ")
            }
        }
    }
}

/// For a value with a date only: the beginning of that day in UTC.
fn midnight(value: &Value) -> Option<OffsetDateTime> {
    when::day(value).map(|day| day.date.midnight().assume_utc())
}

/// Whether a template begins with this text; then the text is not a separator.
fn starts_with(pieces: &[Piece], text: &str) -> bool {
    matches!(pieces.first(), Some(Piece::Text(first)) if first == text)
}

struct Reading<'a> {
    document: &'a Value,
    filler: Filler<'a>,
    taken: Taken,
}

impl<'a> Reading<'a> {
    /// Answers one question from `within`, the value at path `base`.
    fn answer(&mut self, slot: Slot<'_>, name: &str, base: &str, within: &Value, rule: &Rule) {
        match rule {
            Rule::Constant(value) => self.filler.put(slot, name, name, value),
            Rule::At(place) => self.at(slot, name, base, within, place),
            Rule::Template(pieces) => {
                let text = self.filled(base, within, pieces);
                self.filler.put(slot, name, name, &Value::String(text));
            }
        }
    }

    /// The text of a template. The text before a path is omitted if the path has no value.
    fn filled(&mut self, base: &str, within: &Value, pieces: &[Piece]) -> String {
        let (mut text, mut waiting, mut last) = (String::new(), "", None);
        for piece in pieces {
            match piece {
                Piece::Text(before) => waiting = before,
                Piece::Path(path) => {
                    last = find::at(within, path).and_then(find::text);
                    if let Some(found) = &last {
                        self.taken.take(&find::join(base, path));
                        text.push_str(if text.is_empty() && !starts_with(pieces, waiting) { "" } else { waiting });
                        text.push_str(found);
                    }
                    waiting = "";
                }
            }
        }
        text.push_str(if last.is_some() { waiting } else { "" });
        text
    }

    fn at(&mut self, slot: Slot<'_>, name: &str, base: &str, within: &Value, place: &ValuePath) {
        if let Some(path) = &place.name
            && let Some(typed) = find::at(within, path)
        {
            let path = find::join(base, path);
            self.taken.take(&path);
            self.filler.name_signature(slot, name, &path, typed);
        }
        let path = find::join(base, &place.path);
        let Some(value) = find::at(within, &place.path) else { return };
        if let Some(inner) = &place.photo {
            return self.photos(slot, name, &path, value, inner);
        }
        self.taken.take(&path);
        let meant = find::text(value).and_then(|said| place.values.iter().find(|(from, _)| *from == said));
        self.filler.put(slot, name, &path, meant.map_or(value, |(_, to)| to));
    }

    /// A list of photos that are objects, with the reference at `inner`. Their other values become further answers.
    fn photos(&mut self, slot: Slot<'_>, name: &str, path: &str, value: &Value, inner: &str) {
        let single = std::slice::from_ref(value);
        let (list, is_list) = value.as_array().map_or((single, false), |list| (list.as_slice(), true));
        for (index, photo) in list.iter().enumerate() {
            let path = if is_list { find::join(path, &index.to_string()) } else { path.to_owned() };
            if let Some(reference) = find::at(photo, inner) {
                self.taken.take(&find::join(&path, inner));
                self.filler.photo(slot, name, reference);
            }
        }
    }

    fn items(&mut self, rule: &ItemsRule) {
        let document = self.document;
        let Some(value) = find::at(document, &rule.from) else { return };
        let single = std::slice::from_ref(value);
        let (rows, is_list) = value.as_array().map_or((single, false), |list| (list.as_slice(), true));
        for (index, row) in rows.iter().enumerate() {
            let base = if is_list { find::join(&rule.from, &index.to_string()) } else { rule.from.clone() };
            let slot = Slot::Item(&rule.group, index);
            self.filler.make_row(slot);
            for (name, rule) in &rule.fields {
                self.answer(slot, name, &base, row, rule);
            }
        }
    }

    /// Keeps all values that no rule has used, with their paths.
    fn finish(mut self) -> Filled {
        for (path, value) in self.taken.rest(self.document) {
            self.filler.further(&path, value);
        }
        self.filler.finish()
    }
}
