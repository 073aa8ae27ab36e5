//! Writes the job file of a submission for the old app: its pages poll the states, and some shapes name their module
//! only here.

use super::writer::{Writer, iso_utc};
use crate::domain::{
    submission::Status,
    upload::{FileType, Upload},
};
use serde_json::{Value, json};
use time::OffsetDateTime;

/// The error that pages of the old app show for a failed job.
const FAILED: &str = "The report could not be made.";

pub fn state(writer: &Writer<'_>, uploads: &[Upload]) -> Value {
    let submission = writer.submission;
    let module = submission.module.as_str();
    let (state, progress) = match submission.status {
        Status::Pending => ("started", 0),
        Status::Processing => ("running", 10),
        Status::Completed => ("done", 100),
        Status::Failed => ("failed", 0),
    };
    let results = match (submission.status, module) {
        (Status::Completed, module) => reports(module, writer.base_url, uploads),
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
fn reports(module: &str, base_url: &str, uploads: &[Upload]) -> Value {
    let of = |kind| uploads.iter().find(|upload| upload.file_type == kind);
    let url = |upload: &Upload| format!("{base_url}/generated/{}", upload.original_filename);
    let (Some(excel), Some(pdf)) = (of(FileType::ReportExcel), of(FileType::ReportPdf)) else {
        return json!([]);
    };
    match module {
        "hvac_mep" => json!({ "excel_url": url(excel), "pdf_url": url(pdf) }),
        "cleaning" => json!({ "excel": url(excel), "pdf": url(pdf) }),
        _ => json!([
            { "filename": excel.original_filename, "url": url(excel) },
            { "filename": pdf.original_filename, "url": url(pdf) },
        ]),
    }
}

/// Unix time in seconds with microseconds, as Python's `time.time`.
fn epoch(at: OffsetDateTime) -> f64 {
    (at.unix_timestamp_nanos() / 1000) as f64 / 1e6
}
