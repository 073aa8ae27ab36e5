//! The checks of one submission, column by column. Pure; findings are sentences.

use super::belongings::{Belongings, Wrong, is_photo, is_report, media, named_files, reports, work};
use crate::{
    domain::{
        answers::{Answer, Answers, iso},
        form::FormDef,
        lang::Lang,
        migration::Decision,
        upload::FileType,
    },
    legacy::{Context, CreatedAtSource, OldSubmission, document::Document, job::OldJob, submission},
    services::{search_terms, submit::content_hash},
    store::migration::verify::rows::{CreationRecord, Origin, Row},
};
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use time::{Date, OffsetDateTime, UtcOffset};

/// Checks that apply to every row.
pub(super) fn types(row: &Row) -> Vec<String> {
    let mut wrong = Vec::new();
    if !row.form_data.is_object() {
        wrong.push("form_data is not an object".to_owned());
    }
    if row.visit_date.is_some_and(|date| !(1900..2200).contains(&date.year())) {
        wrong.push("visit_date is outside the range of valid dates".to_owned());
    }
    if !(1990..2200).contains(&row.created_at.year()) {
        wrong.push("created_at is outside the range of valid dates".to_owned());
    }
    wrong
}

/// Checks a submission that was created here against its confirmed hash and the audit log.
pub(super) fn made_here(
    row: &Row,
    def: &FormDef,
    belongings: &Belongings,
    made: Option<&CreationRecord>,
) -> Vec<String> {
    let answers = Answers::from_json(def, &row.form_data);
    let mut wrong = Wrong::default();
    wrong.unless("form_data", answers.to_json() == row.form_data);
    let files = belongings.uploads.iter().filter(|upload| !is_report(upload));
    let files = files.map(|upload| (&upload.upload_id, &upload.sha256));
    let lang = Lang::from_code(&row.language).unwrap_or_default();
    let hash = content_hash(def, lang, &answers.to_json(), files);
    wrong.unless("content_hash, or an answer, or a hash of a file", hash == row.content_hash.as_slice());
    let site_name = match answers.get(&def.site_field) {
        Some(Answer::Text(text) | Answer::Choice(text)) => text.as_str(),
        _ => "",
    };
    let visit_date = match answers.get(&def.date_field) {
        Some(Answer::Date(date)) => Some(*date),
        _ => None,
    };
    let photos = belongings.uploads.iter().filter(|upload| is_photo(upload)).count();
    derived(&mut wrong, row, &answers, &Derived { site_name, visit_date, photos });
    wrong.unless("created_at_source", row.created_at_source == "server");
    match made {
        None => wrong.say("the audit log has no entry for the creation of this submission"),
        Some(made) => {
            let said = |name: &str| made.details.get(name).and_then(Value::as_str);
            wrong.unless("created_at", made.created_at == row.created_at);
            wrong.unless("submission_id", said("submission_id") == Some(row.submission_id.as_str()));
            wrong.unless("content_hash", said("content_hash") == Some(hex::encode(&row.content_hash).as_str()));
        }
    }
    named_files(&mut wrong, &answers, belongings, true);
    reports(&mut wrong, row, belongings, true);
    work(&mut wrong, row, belongings);
    wrong.0
}

/// Checks an imported submission: its record is parsed again and must give the same values.
pub(super) fn imported(
    row: &Row,
    def: &Arc<FormDef>,
    belongings: &Belongings,
    origin: &Origin,
    content: Option<&Vec<u8>>,
    job: Option<&Value>,
) -> Vec<String> {
    // The ledger's own check has reported the missing bytes.
    let Some(content) = content else { return Vec::new() };
    let mut wrong = Wrong::default();
    if origin.variant.as_deref() == Some("Mapped") {
        mapped(&mut wrong, row, def, belongings, content);
        return wrong.0;
    }
    let job = job.and_then(|facts| OldJob::deserialize(facts).ok());
    let Some((document, old)) = understand(row, def, origin, content, job.as_ref()) else {
        wrong.say("its record can no longer be read");
        return wrong.0;
    };
    wrong.unless("form_data", old.answers.to_json() == row.form_data);
    wrong.unless("submission_id", old.id.as_str() == row.submission_id);
    wrong.unless("module", old.module.as_str() == row.module);
    wrong.unless("language", old.lang.code() == row.language);
    wrong.unless("created_at", kept_time(old.created_at) == row.created_at);
    wrong.unless("created_at_source", source_word(old.created_at_source) == row.created_at_source);
    let (key, hash) = confirmed(&document, &old, content);
    let own_key = format!("legacy_{}", old.id);
    wrong.unless("submission_key", row.submission_key == key || row.submission_key == own_key);
    wrong.unless("content_hash", row.content_hash == hash);
    let own_job = format!("job_{}", digits(&format!("the job of {}", old.id)));
    wrong.unless("job_id", row.job_id == old.job_id.as_str() || row.job_id == own_job);
    let photos = old.media.iter().filter(|media| media.file_type == FileType::Photo).count();
    let site_name = old.site_name.as_str();
    derived(&mut wrong, row, &old.answers, &Derived { site_name, visit_date: old.visit_date, photos });
    media(&mut wrong, &old, belongings);
    named_files(&mut wrong, &old.answers, belongings, false);
    reports(&mut wrong, row, belongings, false);
    work(&mut wrong, row, belongings);
    ledger(&mut wrong, &old, origin);
    wrong.0
}

/// A document of another store was parsed with a mapping that may no longer exist. So only values that follow from the
/// bytes or from the stored answers are checked.
fn mapped(wrong: &mut Wrong, row: &Row, def: &FormDef, belongings: &Belongings, content: &[u8]) {
    let answers = Answers::from_json(def, &row.form_data);
    wrong.unless("content_hash", row.content_hash == Sha256::digest(content).as_slice());
    wrong.unless("submission_key", row.submission_key == format!("legacy_{}", row.submission_id));
    let photos = belongings.media.iter().filter(|media| media.file_type == FileType::Photo).count();
    derived(wrong, row, &answers, &Derived { site_name: &row.site_name, visit_date: row.visit_date, photos });
    named_files(wrong, &answers, belongings, false);
    work(wrong, row, belongings);
}

fn understand(
    row: &Row,
    def: &Arc<FormDef>,
    origin: &Origin,
    content: &[u8],
    job: Option<&OldJob>,
) -> Option<(Document, OldSubmission)> {
    let document = Document::parse(content).ok()?;
    let file_name = origin.name.rsplit_once('/').map_or(origin.name.as_str(), |(_, name)| name);
    let was_assigned = origin.decision.as_deref() == Some(Decision::Assigned.as_str());
    let assigned = origin.module.as_deref().filter(|_| was_assigned).and_then(|module| module.parse().ok());
    let context = Context {
        stem: file_name.strip_suffix(".json").unwrap_or(file_name),
        job,
        assigned: assigned.as_ref(),
        modified_at: origin.modified_at.unwrap_or(OffsetDateTime::UNIX_EPOCH),
        local_offset: UtcOffset::UTC,
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

/// The values from which columns for lists and searches are derived.
struct Derived<'a> {
    site_name: &'a str,
    visit_date: Option<Date>,
    photos: usize,
}

fn derived(wrong: &mut Wrong, row: &Row, answers: &Answers, from: &Derived<'_>) {
    let items: usize = answers.items.iter().map(|(_, groups)| groups.len()).sum();
    let mut expected = search_terms::of(&row.module, answers, from.site_name, from.visit_date);
    let mut found = row.words.clone();
    expected.sort_unstable();
    found.sort_unstable();
    wrong.unless("site_name", row.site_name == from.site_name);
    wrong.unless("site_key", row.site_key == search_terms::site_key(from.site_name));
    wrong.unless_that("visit_date", row.visit_date == from.visit_date, || {
        let text = |date: Option<Date>| date.map_or("none".to_owned(), iso);
        format!("is {}, should be {}", text(row.visit_date), text(from.visit_date))
    });
    wrong.unless("words", found == expected);
    wrong.unless("item_count", usize::try_from(row.item_count) == Ok(items));
    wrong.unless("photo_count", usize::try_from(row.photo_count) == Ok(from.photos));
}

/// Checks the ledger's facts about the record.
fn ledger(wrong: &mut Wrong, old: &OldSubmission, origin: &Origin) {
    let variant = serde_json::to_value(old.variant).unwrap_or_default();
    wrong.unless("the ledger's variant", origin.variant.as_deref() == variant.as_str());
    wrong.unless("the ledger's module", origin.module.as_deref() == Some(old.module.as_str()));
    wrong.unless("the ledger's record_id", origin.record_id.as_deref() == Some(old.id.as_str()));
    let provenance = serde_json::to_value(&old.provenance).unwrap_or_default();
    wrong.unless("the ledger's provenance", origin.facts.get("provenance") == Some(&provenance));
    let notes = origin.facts.get("notes").and_then(Value::as_array).map_or(&[] as &[_], Vec::as_slice);
    let same = old.notes.iter().all(|note| notes.iter().any(|kept| kept == note));
    wrong.unless("the ledger's notes", same);
}

fn source_word(source: CreatedAtSource) -> &'static str {
    match source {
        CreatedAtSource::Record => "record",
        CreatedAtSource::Job => "job",
        CreatedAtSource::File => "file",
    }
}

fn kept_time(at: OffsetDateTime) -> OffsetDateTime {
    at.replace_nanosecond(at.nanosecond() / 1_000 * 1_000).unwrap_or(at)
}

fn digits(text: &str) -> String {
    let digits = hex::encode(Sha256::digest(text));
    digits.get(..12).unwrap_or_default().to_owned()
}
