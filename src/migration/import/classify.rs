//! The part of importing a record that needs no database: it is read, parsed and classified.

use super::{
    candidate::Candidate,
    record::{self, Content, OpenedRecord, RecordClass},
    sources::{Source, SourceRecord},
};
use crate::{
    app::App,
    domain::{
        form::FormDef,
        ids::ModuleSlug,
        local_zone::LocalZone,
        migration::{Decision, RecordKind, RecordState},
    },
    legacy::{Context, QuarantineReason, Quarantined, document::Document, job::OldJob},
    store::migration::{legacy_records::KnownRecord, record_rows::NewRecord},
};
use serde_json::{Value, json};
use std::{collections::HashMap, sync::Arc};
use time::OffsetDateTime;

/// Result of classifying a record.
pub(super) enum Classified {
    /// Nothing is written.
    Stays(RecordClass),
    /// The record does not exist any more and is not counted.
    Gone,
    /// Its row in the ledger is complete.
    Row(Box<NewRecord>, RecordClass),
    /// To be saved as a submission, unless the database has it.
    Submission(Box<Candidate>),
}

/// What classification needs besides the record; shared between threads.
#[derive(Clone)]
pub(super) struct RecordReader {
    pub source: Arc<dyn Source>,
    pub run: Option<i64>,
    pub now: OffsetDateTime,
    forms: Arc<HashMap<ModuleSlug, Arc<FormDef>>>,
    local_zone: LocalZone,
}

impl RecordReader {
    pub fn new(app: &App, source: &Arc<dyn Source>, run: Option<i64>) -> RecordReader {
        let forms = app.forms.installed().all().iter().map(|def| (def.module.clone(), Arc::clone(def))).collect();
        RecordReader {
            source: Arc::clone(source),
            run,
            now: app.clock.now(),
            forms: Arc::new(forms),
            local_zone: app.config.old_time_zone,
        }
    }

    pub fn classify(&self, found: &SourceRecord, known: Option<&KnownRecord>, job: Option<&OldJob>) -> Classified {
        let content = match record::open(&*self.source, found, known, self.run) {
            OpenedRecord::Unchanged(class) => return Classified::Stays(class),
            OpenedRecord::Removed => return Classified::Gone,
            OpenedRecord::Refused(refusal) => return self.refuse(found, known, None, &refusal),
            OpenedRecord::Read(content) => content,
        };
        match found.kind {
            RecordKind::Submission => self.submission(found, known, job, content),
            RecordKind::Job => self.job(found, known, content),
            _ => self.kept(found, content),
        }
    }

    pub fn submission(
        &self,
        found: &SourceRecord,
        known: Option<&KnownRecord>,
        job: Option<&OldJob>,
        content: Content,
    ) -> Classified {
        let document = match Document::parse(&content.bytes) {
            Ok(document) => document,
            Err(refusal) => return self.refuse(found, known, Some(content), &refusal),
        };
        let assigned = known.filter(|known| known.decision.as_deref() == Some(Decision::Assigned.as_str()));
        let assigned = assigned.and_then(|known| known.module.as_deref()?.parse().ok());
        let context = Context {
            stem: self.source.stem(found),
            job,
            assigned: assigned.as_ref(),
            modified_at: record::in_microseconds(found.modified_at),
            local_zone: self.local_zone,
            forms: &|module| self.forms.get(module).cloned(),
        };
        match self.source.understand(&document, &context) {
            Err(refusal) => self.refuse(found, known, Some(content), &refusal),
            Ok(old) => Classified::Submission(Box::new(Candidate::new(old, &document, job, found, content, self.run))),
        }
    }

    fn job(&self, found: &SourceRecord, known: Option<&KnownRecord>, content: Content) -> Classified {
        let document = match Document::parse(&content.bytes) {
            Ok(document) => document,
            Err(refusal) => return self.refuse(found, known, Some(content), &refusal),
        };
        if is_own_job(&document.value) {
            // The progress of a job of this program is transient and not part of the history.
            let row = NewRecord { content: None, ..record::row_with(found, content, RecordState::Ignored, self.run) };
            return Classified::Row(Box::new(row), RecordClass::Imported);
        }
        match OldJob::read(&document) {
            Err(refusal) => self.refuse(found, known, Some(content), &refusal),
            Ok(job) => {
                let row = NewRecord {
                    record_id: Some(job.job_id.to_string()),
                    about: job.submission_id.as_ref().map(ToString::to_string),
                    module: job.module.as_ref().map(ToString::to_string),
                    facts: json!(job),
                    ..record::row_with(found, content, RecordState::Imported, self.run)
                };
                Classified::Row(Box::new(row), RecordClass::Imported)
            }
        }
    }

    /// A draft is kept unread, because the legacy app never read one either.
    fn kept(&self, found: &SourceRecord, content: Content) -> Classified {
        let row = record::row_with(found, content, RecordState::Kept, self.run);
        Classified::Row(Box::new(row), RecordClass::Imported)
    }

    fn refuse(
        &self,
        found: &SourceRecord,
        known: Option<&KnownRecord>,
        content: Option<Content>,
        refusal: &Quarantined,
    ) -> Classified {
        if record::is_unfinished(refusal.why, found, self.now) {
            return Classified::Stays(RecordClass::Pending);
        }
        let row = record::refused(found, content, refusal, self.run);
        match known.filter(|known| has_a_submission(known)) {
            // A submission was imported from this file, which has become unreadable since.
            Some(known) => {
                let state = RecordState::Divergent.as_str();
                let row = NewRecord { state, submission_id: known.submission_id, ..row };
                Classified::Row(Box::new(row), RecordClass::Divergent)
            }
            None => Classified::Row(Box::new(row), RecordClass::Quarantined),
        }
    }
}

fn has_a_submission(known: &KnownRecord) -> bool {
    known.submission_id.is_some()
}

/// A job file of this program names its submission at the top level; the legacy app's has it in `meta`.
fn is_own_job(job: &Value) -> bool {
    job.get("meta").is_none() && job.get("attempt").is_some() && job.get("submission_id").is_some()
}

/// A file that the legacy app did not write, recognised by its name: ignored (none), or quarantined.
pub(super) fn quarantine_reason(found: &SourceRecord) -> Option<Quarantined> {
    let (folder, name) = found.name.rsplit_once('/').unwrap_or(("", &found.name));
    let is_of_a_system = |part: &str| part.starts_with('.') || matches!(part, "__MACOSX" | "@eaDir" | "lost+found");
    let is_left_alone = found.name.split('/').any(is_of_a_system)
        || matches!(name, "Thumbs.db" | "desktop.ini" | "README.md" | "secret_key")
        || name.ends_with(".tmp");
    if is_left_alone {
        return None;
    }
    let why = match folder {
        "submissions" if name.starts_with("job_") || name.starts_with("draft_") => QuarantineReason::WrongKind,
        "jobs" | "drafts" if name.starts_with("sub_") => QuarantineReason::WrongKind,
        "submissions" if name.get(..16).is_some_and(is_submission_id) => QuarantineReason::DuplicateId,
        "submissions" | "jobs" | "drafts" | "uploads" | "" => QuarantineReason::UnknownFile,
        _ => QuarantineReason::Subfolder,
    };
    Some(Quarantined { why, detail: String::new() })
}

fn is_submission_id(text: &str) -> bool {
    text.parse::<crate::domain::ids::SubmissionId>().is_ok()
}
