//! Writes the job file of a submission for the legacy app: its pages poll the states, and some shapes name their module
//! only here. The reports that it names lie in the root of the legacy store, under a name made from the id of the
//! submission: the legacy app serves them from there, and cannot make them again.

use super::writer::{Writer, iso_utc};
use crate::domain::{
    ids::UploadId,
    submission::Status,
    upload::{FileType, Upload},
};
use serde_json::{Value, json};
use time::OffsetDateTime;

/// The error that pages of the legacy app show for a failed job.
const FAILED: &str = "The report could not be made.";

/// A report with its type and its file name in the root of the legacy store.
type Report = (UploadId, FileType, String);

/// Both reports of a completed submission.
pub fn reports(writer: &Writer<'_>, uploads: &[Upload]) -> Vec<Report> {
    let of = |kind| uploads.iter().find(|upload| upload.file_type == kind);
    let named = |upload: &Upload| {
        let extension = if upload.file_type == FileType::ReportExcel { "xlsx" } else { "pdf" };
        let title = match writer.submission.module.as_str() {
            "hvac_mep" => "HVAC_MEP",
            "civil" => "Civil",
            "cleaning" => "Cleaning_Assessment",
            other => other,
        };
        (upload.id.clone(), upload.file_type, format!("{title}_{}.{extension}", writer.submission.id))
    };
    match (writer.submission.status, of(FileType::ReportExcel), of(FileType::ReportPdf)) {
        (Status::Completed, Some(excel), Some(pdf)) => vec![named(excel), named(pdf)],
        _ => Vec::new(),
    }
}

pub fn state(writer: &Writer<'_>, made: &[Report]) -> Value {
    let submission = writer.submission;
    let module = submission.module.as_str();
    let (state, progress) = match submission.status {
        Status::Pending => ("started", 0),
        Status::Processing => ("running", 10),
        Status::Completed => ("done", 100),
        Status::Failed => ("failed", 0),
    };
    let results = match (submission.status, module) {
        (Status::Completed, module) => results(module, writer.base_url, made),
        (Status::Failed, "hvac_mep" | "cleaning") => json!({ "error": FAILED }),
        (Status::Failed, _) => json!([{ "error": FAILED }]),
        (Status::Pending | Status::Processing, _) => json!([]),
    };
    let mut meta = json!({ "submission_id": submission.id, "module": module });
    if let (true, Some(meta)) = (matches!(module, "hvac_mep" | "cleaning"), meta.as_object_mut()) {
        meta.insert("created_at".into(), json!(iso_utc(submission.created_at)));
    }
    let mut job = json!({
        "job_id": submission.job_id,
        "state": state,
        "progress": progress,
        "results": results,
        "meta": meta,
        "created_at": epoch(submission.created_at),
    });
    if let (Status::Completed | Status::Failed, Some(job)) = (submission.status, job.as_object_mut()) {
        job.insert("completed_at".into(), json!(epoch(submission.updated_at)));
    }
    job
}

/// The results, in the format of each module.
fn results(module: &str, base_url: &str, made: &[Report]) -> Value {
    let [(.., excel), (.., pdf)] = made else { return json!([]) };
    let url = |name: &str| format!("{base_url}/generated/{name}");
    match module {
        "hvac_mep" => json!({ "excel_url": url(excel), "pdf_url": url(pdf) }),
        "cleaning" => json!({ "excel": url(excel), "pdf": url(pdf) }),
        _ => json!([{ "filename": excel, "url": url(excel) }, { "filename": pdf, "url": url(pdf) }]),
    }
}

/// Unix time in seconds with microseconds, as Python's `time.time`.
fn epoch(at: OffsetDateTime) -> f64 {
    (at.unix_timestamp_nanos() / 1000) as f64 / 1e6
}
