//! An old submission that could be read, in the form of its database row.

use super::{
    record::{self, Content},
    sources::SourceRecord,
};
use crate::{
    domain::{
        ids::{JobId, SubmissionKey},
        job::{Failure, MakeReport},
        migration::RecordState,
        submission::Status,
        upload::FileType,
    },
    legacy::{CreatedAtSource, OldSubmission, document::Document, job::OldJob},
    services::search_terms,
    store::migration::{
        imported::{Existing, FailedWork, NewImported},
        record_rows::NewRecord,
    },
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use time::OffsetDateTime;

pub(in crate::migration) struct Candidate {
    pub old: OldSubmission,
    pub row: NewImported,
    pub record: NewRecord,
    /// The time of its failed job, if its reports could not be made.
    failed_at: OffsetDateTime,
    form_data: Value,
}

impl Candidate {
    pub(super) fn new(
        old: OldSubmission,
        document: &Document,
        job: Option<&OldJob>,
        found: &SourceRecord,
        content: Content,
        run: Option<i64>,
    ) -> Candidate {
        let form_data = old.answers.to_json();
        let ended = job.and_then(|job| job.completed_at).unwrap_or(old.created_at);
        let (submission_key, content_hash) =
            key_and_hash(document).unwrap_or_else(|| (key_of(&old), content.sha256.to_vec()));
        let items: usize = old.answers.items.iter().map(|(_, groups)| groups.len()).sum();
        let photos = old.media.iter().filter(|media| media.file_type == FileType::Photo).count();
        let words = search_terms::of(old.module.as_str(), &old.answers, &old.site_name, old.visit_date);
        let row = NewImported {
            submission_id: old.id.to_string(),
            module: old.module.to_string(),
            form_version: old.def.version,
            status: old.status.as_str(),
            language: old.lang.to_string(),
            site_name: old.site_name.clone(),
            site_key: search_terms::site_key(&old.site_name),
            visit_date: old.visit_date,
            form_data: form_data.to_string(),
            words: words.join(" "),
            item_count: count(items),
            photo_count: count(photos),
            submission_key,
            content_hash,
            job_id: old.job_id.to_string(),
            created_at: record::in_microseconds(old.created_at),
            created_at_source: source_word(old.created_at_source),
            updated_at: record::in_microseconds(ended),
        };
        let record = NewRecord {
            record_id: Some(old.id.to_string()),
            module: Some(old.module.to_string()),
            variant: Some(variant_word(&old)),
            facts: facts(&old, job),
            ..record::row_with(found, content, RecordState::Imported, run)
        };
        Candidate { failed_at: record::in_microseconds(ended), old, row, record, form_data }
    }

    /// Whether the database has the same answers under this id.
    pub fn equals(&self, existing: &Existing) -> bool {
        self.row.module == existing.module && self.form_data == existing.form_data
    }

    /// Replaces the job id and the key, because another submission has one of them, by ones derived from this
    /// submission.
    pub fn derive_ids(&mut self) {
        let job_id = derived_job(&self.old);
        let note = format!("job: {} belongs to another submission", self.row.job_id);
        if job_id.as_str() != self.row.job_id {
            self.note(&note);
        }
        self.row.job_id = job_id.to_string();
        self.row.submission_key = key_of(&self.old);
    }

    /// Adds a note for the page of the submission.
    pub(super) fn note(&mut self, note: &str) {
        if let Some(notes) = self.record.facts.get_mut("notes").and_then(Value::as_array_mut) {
            notes.push(json!(note));
        }
    }

    /// The failed job of a submission whose reports the legacy app could not make, so that a person can retry it.
    pub(super) fn failed_work(&self, submission: i64) -> Option<FailedWork> {
        (self.old.status == Status::Failed).then(|| FailedWork {
            job_id: self.row.job_id.clone(),
            submission,
            payload: json!(MakeReport { submission_id: self.old.id.clone() }),
            at: self.failed_at,
            failure: self.old.failure.unwrap_or(Failure::Error).as_str(),
        })
    }
}

/// The key and the content hash in a record that this program wrote; its client may still repeat the post with this
/// key.
fn key_and_hash(document: &Document) -> Option<(String, Vec<u8>)> {
    let ours = document.value.get("injaaz")?;
    let key: SubmissionKey = ours.get("submission_key")?.as_str()?.parse().ok()?;
    let hash = hex::decode(ours.get("content_hash")?.as_str()?).ok()?;
    (hash.len() == 32).then(|| (key.as_str().to_owned(), hash))
}

fn key_of(old: &OldSubmission) -> String {
    format!("legacy_{}", old.id)
}

/// A job id derived from the submission's id.
fn derived_job(old: &OldSubmission) -> JobId {
    let digest = Sha256::digest(format!("the job of {}", old.id));
    let digits = hex::encode(digest);
    let id = format!("job_{}", digits.get(..12).unwrap_or_default());
    id.parse().unwrap_or_else(|_| old.job_id.clone())
}

/// The job is part of the facts, because its file may change after the import and the submission does not follow it.
fn facts(old: &OldSubmission, job: Option<&OldJob>) -> Value {
    json!({ "provenance": old.provenance, "notes": old.notes, "job": job })
}

fn variant_word(old: &OldSubmission) -> String {
    match serde_json::to_value(old.variant) {
        Ok(Value::String(word)) => word,
        _ => String::new(),
    }
}

fn source_word(source: CreatedAtSource) -> &'static str {
    match source {
        CreatedAtSource::Record => "record",
        CreatedAtSource::Job => "job",
        CreatedAtSource::File => "file",
    }
}

fn count(n: usize) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX)
}
