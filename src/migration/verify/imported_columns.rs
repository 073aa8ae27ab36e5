//! The checks of an imported submission: its record is parsed again. Pure; findings are sentences.

use super::{
    columns::{Derived, derived},
    related_rows::{ColumnFindings, RelatedRows, media, named_files, reports, work},
};
use crate::{
    domain::{answers::Answers, form::FormDef, iso_date::parse_iso, local_zone::LocalZone, upload::FileType},
    legacy::{Context, CreatedAtSource, OldSubmission, document::Document, job::OldJob, submission},
    store::migration::verify::rows::{Origin, Row},
};
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use time::OffsetDateTime;

/// The columns of an imported submission as they were before its first correction. `is_earlier` tells that those columns
/// that are not kept with a revision belong to a later one.
pub(super) fn original(row: &Row) -> Original {
    let first = row.first.as_ref().and_then(|first| FirstRevision::deserialize(first).ok());
    let is_earlier = first.is_some();
    let row = match first {
        None => row.clone(),
        Some(first) => Row {
            language: first.language,
            site_name: first.site_name,
            visit_date: first.visit_date.as_deref().and_then(parse_iso),
            form_data: first.form_data,
            content_hash: hex::decode(first.content_hash).unwrap_or_default(),
            ..row.clone()
        },
    };
    Original { row, is_earlier }
}

pub(super) struct Original {
    row: Row,
    is_earlier: bool,
}

#[derive(Deserialize)]
struct FirstRevision {
    language: String,
    site_name: String,
    visit_date: Option<String>,
    form_data: Value,
    content_hash: String,
}

/// Checks an imported submission: its record is parsed again and must give the same values. `jobs` are the facts of all
/// jobs about it, earlier versions first. `zone` is that of the old server.
pub(super) fn imported(
    original: &Original,
    def: &Arc<FormDef>,
    belongings: &RelatedRows,
    origin: &Origin,
    content: Option<&Vec<u8>>,
    jobs: &[Value],
    zone: LocalZone,
) -> Vec<String> {
    // The ledger's own check has reported the missing bytes.
    let Some(content) = content else { return Vec::new() };
    let taken = origin.facts.get("taken").and_then(|taken| KeptColumns::deserialize(taken).ok());
    let mut wrong = ColumnFindings::default();
    if origin.variant.as_deref() == Some("Mapped") {
        mapped(&mut wrong, original, def, belongings, content, taken.as_ref());
        return wrong.0;
    }
    let from = |job: Option<&Value>| {
        let job = job.and_then(|facts| OldJob::deserialize(facts).ok());
        let record = SourceRecord { origin, content, job: job.as_ref(), zone };
        as_read(original, def, belongings, &record, taken.as_ref())
    };
    match origin.facts.get("job") {
        Some(Value::Null) => from(None),
        Some(job) => {
            let mut wrong = ColumnFindings(from(Some(job)));
            wrong.check("the ledger's job of this record", jobs.is_empty() || jobs.contains(job));
            wrong.0
        }
        // An earlier version of the program did not store the job that a record was read with.
        None => {
            let candidates = jobs.iter().rev().map(Some).chain([None]);
            candidates.map(from).min_by_key(Vec::len).unwrap_or_default()
        }
    }
}

/// The columns that a submission kept when a record replaced its answers, because they do not follow from the record.
#[derive(Deserialize)]
struct KeptColumns {
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
    created_at_source: String,
    submission_key: String,
    job_id: String,
}

/// The record that a submission was imported from, with what it is read with.
struct SourceRecord<'a> {
    origin: &'a Origin,
    content: &'a [u8],
    job: Option<&'a OldJob>,
    /// Of the old server.
    zone: LocalZone,
}

/// Compares a submission with its record.
fn as_read(
    original: &Original,
    def: &Arc<FormDef>,
    belongings: &RelatedRows,
    record: &SourceRecord<'_>,
    taken: Option<&KeptColumns>,
) -> Vec<String> {
    let Original { row, is_earlier } = original;
    let mut wrong = ColumnFindings::default();
    let Some((document, old)) = understand(row, def, record) else {
        wrong.add("its record can no longer be read");
        return wrong.0;
    };
    wrong.check("form_data", old.answers.to_json() == row.form_data);
    wrong.check("submission_id", old.id.as_str() == row.submission_id);
    wrong.check("module", old.module.as_str() == row.module);
    wrong.check("language", old.lang.code() == row.language);
    let (key, hash) = confirmed(&document, &old, record.content);
    wrong.check("content_hash", row.content_hash == hash);
    match taken {
        Some(taken) => kept_columns(&mut wrong, row, taken),
        None => {
            wrong.check("created_at", in_microseconds(old.created_at) == row.created_at);
            wrong.check("created_at_source", source_word(old.created_at_source) == row.created_at_source);
            let own_key = format!("legacy_{}", old.id);
            wrong.check("submission_key", row.submission_key == key || row.submission_key == own_key);
            let own_job = format!("job_{}", digits(&format!("the job of {}", old.id)));
            wrong.check("job_id", row.job_id == old.job_id.as_str() || row.job_id == own_job);
            if !is_earlier {
                named_files(&mut wrong, &old.answers, belongings, false);
            }
        }
    }
    let photos = old.media.iter().filter(|media| media.file_type == FileType::Photo).count();
    let site_name = old.site_name.as_str();
    media(&mut wrong, &old, belongings);
    if *is_earlier {
        wrong.check("site_name of the first revision", row.site_name == site_name);
        wrong.check("visit_date of the first revision", row.visit_date == old.visit_date);
    } else {
        derived(&mut wrong, row, &old.answers, &Derived { site_name, visit_date: old.visit_date, photos });
        reports(&mut wrong, row, belongings, false);
        work(&mut wrong, row, belongings);
    }
    ledger(&mut wrong, &old, record.origin);
    wrong.0
}

/// Files of the replaced answers stay with the submission, so its files are not compared with its answers.
fn kept_columns(wrong: &mut ColumnFindings, row: &Row, taken: &KeptColumns) {
    wrong.check("created_at", in_microseconds(taken.created_at) == row.created_at);
    wrong.check("created_at_source", taken.created_at_source == row.created_at_source);
    wrong.check("submission_key", taken.submission_key == row.submission_key);
    wrong.check("job_id", taken.job_id == row.job_id);
}

/// A document of another store was parsed with a mapping that may no longer exist. So only values that follow from the
/// bytes or from the stored answers are checked.
fn mapped(
    wrong: &mut ColumnFindings,
    Original { row, is_earlier }: &Original,
    def: &FormDef,
    belongings: &RelatedRows,
    content: &[u8],
    taken: Option<&KeptColumns>,
) {
    let answers = Answers::from_json(def, &row.form_data);
    wrong.check("content_hash", row.content_hash == Sha256::digest(content).as_slice());
    match taken {
        Some(taken) => kept_columns(wrong, row, taken),
        None => {
            wrong.check("submission_key", row.submission_key == format!("legacy_{}", row.submission_id));
            if !is_earlier {
                named_files(wrong, &answers, belongings, false);
            }
        }
    }
    if *is_earlier {
        return;
    }
    let photos = belongings.media.iter().filter(|media| media.file_type == FileType::Photo).count();
    derived(wrong, row, &answers, &Derived { site_name: &row.site_name, visit_date: row.visit_date, photos });
    reports(wrong, row, belongings, false);
    work(wrong, row, belongings);
}

fn understand(row: &Row, def: &Arc<FormDef>, record: &SourceRecord<'_>) -> Option<(Document, OldSubmission)> {
    let SourceRecord { origin, content, job, zone } = *record;
    let document = Document::parse(content).ok()?;
    let file_name = origin.name.rsplit_once('/').map_or(origin.name.as_str(), |(_, name)| name);
    let assigned = origin.assigned_module.as_deref().and_then(|module| module.parse().ok());
    let context = Context {
        stem: file_name.strip_suffix(".json").unwrap_or(file_name),
        job,
        assigned: assigned.as_ref(),
        modified_at: origin.modified_at.unwrap_or(OffsetDateTime::UNIX_EPOCH),
        local_zone: zone,
        // The form version of the row, which may not be the current one.
        forms: &|module| (module.as_str() == row.module).then(|| Arc::clone(def)),
    };
    let old = submission::read(&document, &context).ok()?;
    Some((document, old))
}

/// The expected key and hash: from the record if this program wrote it, otherwise derived from its bytes.
fn confirmed(document: &Document, old: &OldSubmission, content: &[u8]) -> (String, Vec<u8>) {
    let ours = document.value.get("injaaz");
    let text = |name: &str| ours.and_then(|ours| ours.get(name)).and_then(Value::as_str);
    match (text("submission_key"), text("content_hash").and_then(|hash| hex::decode(hash).ok())) {
        (Some(key), Some(hash)) if hash.len() == 32 => (key.to_owned(), hash),
        _ => (format!("legacy_{}", old.id), Sha256::digest(content).to_vec()),
    }
}

/// Checks the ledger's facts about the record.
fn ledger(wrong: &mut ColumnFindings, old: &OldSubmission, origin: &Origin) {
    let variant = serde_json::to_value(old.variant).unwrap_or_default();
    wrong.check("the ledger's variant", origin.variant.as_deref() == variant.as_str());
    // The row of a record that has changed since does not state the module of the version that is compared here.
    wrong.check("the ledger's module", origin.module.as_deref().is_none_or(|module| module == old.module.as_str()));
    wrong.check("the ledger's record_id", origin.record_id.as_deref().is_none_or(|id| id == old.id.as_str()));
    let provenance = serde_json::to_value(&old.provenance).unwrap_or_default();
    wrong.check("the ledger's provenance", origin.facts.get("provenance") == Some(&provenance));
    let notes = origin.facts.get("notes").and_then(Value::as_array).map_or(&[] as &[_], Vec::as_slice);
    let same = old.notes.iter().all(|note| notes.iter().any(|kept| kept == note));
    wrong.check("the ledger's notes", same);
}

fn source_word(source: CreatedAtSource) -> &'static str {
    match source {
        CreatedAtSource::Record => "record",
        CreatedAtSource::Job => "job",
        CreatedAtSource::File => "file",
    }
}

fn in_microseconds(at: OffsetDateTime) -> OffsetDateTime {
    at.replace_nanosecond(at.nanosecond() / 1_000 * 1_000).unwrap_or(at)
}

fn digits(text: &str) -> String {
    let digits = hex::encode(Sha256::digest(text));
    digits.get(..12).unwrap_or_default().to_owned()
}
