//! Irregular contents of old records, one test for each trap.

mod answers;
mod media;
mod record;

use super::old_store::{read, read_value};
use injaaz::legacy::{OldSubmission, QuarantineReason, document::Document, job::OldJob};
use serde_json::{Value, json};

pub const ID: &str = "sub_0123456789ab";

pub fn hvac(more: Value) -> Value {
    with(
        json!({ "id": ID, "site_name": "Tower", "visit_date": "2025-12-20", "tech_signature": null, "opman_signature": null,
        "items": [], "base_url": "http://old.example.test", "created_at": "2025-12-20T08:00:00.000001" }),
        more,
    )
}

pub fn civil(fields: Value) -> Value {
    let fields = with(json!({ "project_name": "Villa", "location": "Barsha", "date": "2025-12-18" }), fields);
    json!({ "id": ID, "fields": fields, "files": [], "base_url": "http://old.example.test" })
}

pub fn cleaning(more: Value) -> Value {
    let form = json!({ "client_name": "Client", "project_name": "Plaza", "date_of_visit": "2025-12-20", "photos": [] });
    with(with(form, json!({ "submission_id": ID, "job_id": "job_0123456789ab" })), more)
}

pub fn with(mut record: Value, more: Value) -> Value {
    record.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    record
}

pub fn understood(record: Value) -> OldSubmission {
    read_value(&record).unwrap_or_else(|refusal| panic!("{record}: {refusal:?}"))
}

pub fn why(stem: &str, record: Value) -> QuarantineReason {
    read(stem, record.to_string().as_bytes(), None).unwrap_err().why
}

pub fn job(more: Value) -> OldJob {
    let job = json!({ "job_id": "job_aaaaaaaaaaaa", "meta": { "submission_id": ID }, "created_at": 1766217600.25 });
    OldJob::read(&Document { value: with(job, more), notes: vec![], changes: vec![] }).unwrap()
}

pub fn further(old: &OldSubmission) -> Vec<(&str, &str)> {
    old.answers.further.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect()
}

pub fn noted(old: &OldSubmission, words: &str) -> bool {
    old.notes.iter().any(|note| note.contains(words))
}
