//! The checks of a submission that was sent to this program, and of a correction. Pure; findings are sentences.

use super::{
    columns::{Derived, derived},
    related_rows::{ColumnFindings, RelatedRows, is_photo, named_files, reports, work},
};
use crate::{
    domain::{
        answers::{Answer, Answers},
        form::FormDef,
        ids::UploadId,
        lang::Lang,
    },
    services::submit::content_hash,
    store::{
        migration::verify::rows::{CreationRecord, Row},
        uploads::UploadRow,
    },
};
use serde_json::Value;

/// Checks a submission that was created here against its confirmed hash and the audit log.
pub(super) fn made_here(
    row: &Row,
    def: &FormDef,
    belongings: &RelatedRows,
    made: Option<&CreationRecord>,
) -> Vec<String> {
    let answers = Answers::from_json(def, &row.form_data);
    let mut wrong = ColumnFindings::default();
    sent(&mut wrong, row, def, &answers, belongings);
    wrong.check("created_at_source", row.created_at_source == "server");
    match made {
        None => wrong.add("the audit log has no entry for the creation of this submission"),
        Some(made) => {
            let logged = |name: &str| made.details.get(name).and_then(Value::as_str);
            wrong.check("created_at", made.created_at == row.created_at);
            let logged_id = logged("submission_id");
            // Both ids are named: people know the submission by the one that was confirmed to its sender.
            wrong.check_with("submission_id", logged_id == Some(row.submission_id.as_str()), || match logged_id {
                Some(id) => format!("has changed, it was confirmed as {id}"),
                None => "is not in the audit log".to_owned(),
            });
            let first = row.first.as_ref().and_then(|first| first.get("content_hash")).and_then(Value::as_str);
            let confirmed = first.map_or_else(|| hex::encode(&row.content_hash), str::to_owned);
            wrong.check("content_hash", logged("content_hash") == Some(confirmed.as_str()));
        }
    }
    named_files(&mut wrong, &answers, belongings, true);
    reports(&mut wrong, row, belongings, true);
    work(&mut wrong, row, belongings);
    wrong.0
}

/// What follows from the answers of a revision that was sent to this program.
fn sent(wrong: &mut ColumnFindings, row: &Row, def: &FormDef, answers: &Answers, belongings: &RelatedRows) {
    wrong.check("form_data", answers.to_json() == row.form_data);
    let named: Vec<UploadId> = answers.uploads().into_iter().map(|(_, id)| id).collect();
    let files: Vec<&UploadRow> = belongings.uploads.iter().filter(|upload| named.contains(&upload.upload_id)).collect();
    let lang = Lang::from_code(&row.language).unwrap_or_default();
    let hashes = files.iter().map(|upload| (&upload.upload_id, &upload.sha256));
    let hash = content_hash(def, lang, &answers.to_json(), hashes);
    wrong.check("content_hash, or an answer, or a hash of a file", hash == row.content_hash.as_slice());
    let site_name = match answers.get(&def.site_field) {
        Some(Answer::Text(text) | Answer::Choice(text)) => text.as_str(),
        _ => "",
    };
    let visit_date = match answers.get(&def.date_field) {
        Some(Answer::Date(date)) => Some(*date),
        _ => None,
    };
    let photos = files.iter().filter(|upload| is_photo(upload)).count();
    derived(wrong, row, answers, &Derived { site_name, visit_date, photos });
}

/// Checks the newest revision of an imported submission that was corrected.
pub(super) fn corrected_import(row: &Row, def: &FormDef, belongings: &RelatedRows) -> Vec<String> {
    let answers = Answers::from_json(def, &row.form_data);
    let mut wrong = ColumnFindings::default();
    sent(&mut wrong, row, def, &answers, belongings);
    for (field, id) in answers.uploads() {
        if !belongings.uploads.iter().any(|upload| upload.upload_id == id && upload.field == field) {
            wrong.add(&format!("its answers refer to the upload {id} in {field}, which is missing"));
        }
    }
    reports(&mut wrong, row, belongings, true);
    work(&mut wrong, row, belongings);
    wrong.0
}

/// Checks the newest revision against the audit log.
pub(super) fn last_correction(row: &Row, last: Option<&CreationRecord>) -> Vec<String> {
    let mut wrong = ColumnFindings::default();
    match last {
        None => wrong.add("the audit log has no entry for the correction of this submission"),
        Some(last) => {
            let revision = last.details.get("revision").and_then(Value::as_i64);
            wrong.check("revision", revision == Some(i64::from(row.revision)));
            let logged = last.details.get("content_hash").and_then(Value::as_str);
            wrong.check("content_hash", logged == Some(hex::encode(&row.content_hash).as_str()));
        }
    }
    wrong.0
}
