//! Reads a document with a mapping; the result is a submission.

use super::{ItemsRule, Mapping, Rule, TemplatePiece, ValuePath, extended, find, find::UsedPaths};
use crate::{
    domain::{
        answers::{Answer, iso},
        ids::{JobId, SubmissionId},
        job::Failure,
        lang::Lang,
        local_zone::LocalZone,
        submission::Status,
    },
    legacy::{
        Context, CreatedAtSource, OldSubmission, Provenance, QuarantineReason, Quarantined, Variant,
        apply_mapping::{AnswerMapper, AnswerPosition, MappedAnswers, quoted},
        document::Document,
        when::{self, Doubt},
    },
};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use time::{OffsetDateTime, PrimitiveDateTime, Time, UtcOffset};

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
        let mut reading = DocumentReader {
            document: &plain,
            filler: AnswerMapper::new(&def, &id).in_zone(context.local_zone),
            taken: UsedPaths::default(),
        };
        self.id.iter().for_each(|path| reading.taken.mark_used(path));
        for (name, rule) in &self.fields {
            reading.answer(AnswerPosition::Top, name, "", &plain, rule);
        }
        for items in &self.items {
            reading.items(items);
        }
        let mut notes = document.notes.clone();
        let (created_at, created_at_source) = self.created_at(&mut reading, context, &mut notes);
        let (status, failure, status_from) = self.status(&mut reading, &mut notes);
        let MappedAnswers { answers, media, notes: of_answers } = reading.finish();
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
        reading: &mut DocumentReader<'_>,
        context: &Context<'_>,
        notes: &mut Vec<String>,
    ) -> (OffsetDateTime, CreatedAtSource) {
        let of_file = (context.modified_at, CreatedAtSource::File);
        let Some(path) = &self.created_at else { return of_file };
        let Some(value) = find::at(reading.document, path) else {
            notes.push(format!("{path}: nothing stands there; the time of the file was taken"));
            return of_file;
        };
        let zone = context.local_zone;
        let read = when::read(value, zone).map(|moment| (moment.at, moment.note(zone)));
        match read.or_else(|| midnight(value, zone)) {
            Some((moment, note)) => {
                reading.taken.mark_used(path);
                notes.extend(note.map(|note| format!("{path}: {} {note}", quoted(value))));
                (moment, CreatedAtSource::Record)
            }
            None => {
                notes.push(format!("{path}: {} is no time; that of the file was taken", quoted(value)));
                of_file
            }
        }
    }

    fn status(&self, reading: &mut DocumentReader<'_>, notes: &mut Vec<String>) -> (Status, Option<Failure>, String) {
        let Some(rule) = &self.status else { return (Status::Completed, None, "mapping".to_owned()) };
        let state_text = find::at(reading.document, &rule.from).and_then(find::text);
        let is_in = |list: &[String]| state_text.as_ref().is_some_and(|state_text| list.contains(state_text));
        if is_in(&rule.failed) {
            reading.taken.mark_used(&rule.from);
            return (Status::Failed, Some(Failure::Error), rule.from.clone());
        }
        match &state_text {
            Some(_) if is_in(&rule.completed) => reading.taken.mark_used(&rule.from),
            Some(state_text) => {
                notes.push(format!("{}: {state_text:?} is in neither list; taken as completed", rule.from))
            }
            None => notes.push(format!("{}: nothing stands there; taken as completed", rule.from)),
        }
        (Status::Completed, None, rule.from.clone())
    }

    fn source_of(&self, field: &str) -> String {
        match self.fields.iter().find(|(name, _)| name == field).map(|(_, rule)| rule) {
            None => "nowhere".to_owned(),
            Some(Rule::Path(place)) => place.path.clone(),
            Some(Rule::Constant(_)) => "mapping".to_owned(),
            Some(Rule::Template(pieces)) => {
                let paths = pieces.iter().filter_map(|piece| match piece {
                    TemplatePiece::Path(path) => Some(path.as_str()),
                    TemplatePiece::Text(_) => None,
                });
                paths.collect::<Vec<_>>().join(", ")
            }
        }
    }
}

/// For a value with a date only: the beginning of that day in the zone of the old server, and a note.
fn midnight(value: &Value, zone: LocalZone) -> Option<(OffsetDateTime, Option<String>)> {
    let day = when::day_in(value, zone)?;
    let note = format!("read as the beginning of {}{}", iso(day.date), day.doubt.unwrap_or(Doubt::NoTime).note());
    let (beginning, _) = zone.moment_of(PrimitiveDateTime::new(day.date, Time::MIDNIGHT));
    Some((beginning.checked_to_offset(UtcOffset::UTC)?, Some(note)))
}

/// Whether a template begins with this text; then the text is not a separator.
fn starts_with(pieces: &[TemplatePiece], text: &str) -> bool {
    matches!(pieces.first(), Some(TemplatePiece::Text(first)) if first == text)
}

struct DocumentReader<'a> {
    document: &'a Value,
    filler: AnswerMapper<'a>,
    taken: UsedPaths,
}

impl<'a> DocumentReader<'a> {
    /// Answers one question from `within`, the value at path `base`.
    fn answer(&mut self, slot: AnswerPosition<'_>, name: &str, base: &str, within: &Value, rule: &Rule) {
        match rule {
            Rule::Constant(value) => self.filler.set_answer(slot, name, name, value),
            Rule::Path(place) => self.at(slot, name, base, within, place),
            Rule::Template(pieces) => {
                let text = self.filled(base, within, pieces);
                self.filler.set_answer(slot, name, name, &Value::String(text));
            }
        }
    }

    /// The text of a template. The text before a path is omitted if the path has no value.
    fn filled(&mut self, base: &str, within: &Value, pieces: &[TemplatePiece]) -> String {
        let (mut text, mut waiting, mut last) = (String::new(), "", None);
        for piece in pieces {
            match piece {
                TemplatePiece::Text(before) => waiting = before,
                TemplatePiece::Path(path) => {
                    last = find::at(within, path).and_then(find::text);
                    if let Some(found) = &last {
                        self.taken.mark_used(&find::join(base, path));
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

    fn at(&mut self, slot: AnswerPosition<'_>, name: &str, base: &str, within: &Value, place: &ValuePath) {
        if let Some(path) = &place.name
            && let Some(typed) = find::at(within, path)
        {
            let path = find::join(base, path);
            self.taken.mark_used(&path);
            self.filler.name_signature(slot, name, &path, typed);
        }
        let path = find::join(base, &place.path);
        let Some(value) = find::at(within, &place.path) else { return };
        if let Some(inner) = &place.photo {
            return self.photos(slot, name, &path, value, inner);
        }
        self.taken.mark_used(&path);
        let meant = find::text(value).and_then(|state_text| place.values.iter().find(|(from, _)| *from == state_text));
        self.filler.set_answer(slot, name, &path, meant.map_or(value, |(_, to)| to));
    }

    /// A list of photos that are objects, with the reference at `inner`. Their other values become further answers.
    fn photos(&mut self, slot: AnswerPosition<'_>, name: &str, path: &str, value: &Value, inner: &str) {
        let single = std::slice::from_ref(value);
        let (list, is_list) = value.as_array().map_or((single, false), |list| (list.as_slice(), true));
        for (index, photo) in list.iter().enumerate() {
            let path = if is_list { find::join(path, &index.to_string()) } else { path.to_owned() };
            if let Some(reference) = find::at(photo, inner) {
                self.taken.mark_used(&find::join(&path, inner));
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
            let slot = AnswerPosition::Item(&rule.group, index);
            self.filler.make_row(slot);
            for (name, rule) in &rule.fields {
                self.answer(slot, name, &base, row, rule);
            }
        }
    }

    /// Keeps all values that no rule has used, with their paths.
    fn finish(mut self) -> MappedAnswers {
        for (path, value) in self.taken.rest(self.document) {
            self.filler.further(&path, value);
        }
        self.filler.finish()
    }
}
