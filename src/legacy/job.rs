//! Job files of the legacy app, and what they say about a submission.
//!
//! The state alone is not reliable: each module reported failures in its own way (HVAC with the state "done"). An error
//! in the results therefore means failure, whatever the state.

use super::{QuarantineReason, Quarantined, document::Document, when};
use crate::domain::{
    ids::{JobId, ModuleSlug, SubmissionId},
    local_zone::LocalZone,
    upload::FileType,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::str::FromStr;
use time::OffsetDateTime;

/// Stored as `legacy_records.facts` of a job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OldJob {
    pub job_id: JobId,
    pub submission_id: Option<SubmissionId>,
    pub module: Option<ModuleSlug>,
    pub outcome: Outcome,
    #[serde(with = "time::serde::rfc3339::option")]
    pub created_at: Option<OffsetDateTime>,
    #[serde(with = "time::serde::rfc3339::option")]
    pub completed_at: Option<OffsetDateTime>,
    pub reports: Vec<OldReport>,
}

/// How the job ended. A job with state "done" and an error in its results has failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Done,
    /// The error message, which may contain paths of the old server.
    Failed(String),
    /// Started or running when the legacy app stopped. The legacy app never resumed jobs.
    Unfinished,
    /// A state that the legacy app does not have.
    Unknown(String),
}

/// A report of the job: the last segment of its URL, still percent-encoded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OldReport {
    /// `report_excel` or `report_pdf`.
    #[serde(with = "file_type")]
    pub format: FileType,
    pub file_name: String,
}

impl OldJob {
    pub fn read(document: &Document) -> Result<OldJob, Quarantined> {
        let job = document.value.as_object().ok_or_else(|| Quarantined::new(QuarantineReason::NotAnObject, ""))?;
        let first = |names: &[&str]| names.iter().find_map(|name| job.get(*name).filter(|value| !value.is_null()));
        let (state, results) = (first(&["state", "status"]), first(&["results", "result_data"]));
        if state.is_none() && results.is_none() && !job.contains_key("meta") {
            let submission = ["fields", "items", "work_items", "data", "submission_id"];
            let why = if submission.iter().any(|key| job.contains_key(*key)) {
                QuarantineReason::WrongKind
            } else {
                QuarantineReason::Shape
            };
            return Err(Quarantined::new(why, "it has none of the keys state, results and meta"));
        }
        let empty = Map::new();
        let meta = job.get("meta").and_then(Value::as_object).unwrap_or(&empty);
        let reports = results.map(reports).unwrap_or_default();
        let error = results.and_then(error).or_else(|| error_text(job.get("error_message")));
        Ok(OldJob {
            job_id: id(job.get("job_id")).ok_or_else(|| {
                Quarantined::new(QuarantineReason::BadId, format!("job_id is {}", shortened(job.get("job_id"))))
            })?,
            submission_id: id(meta.get("submission_id")).or_else(|| id(job.get("submission_id"))),
            module: id(meta.get("module")).or_else(|| id(job.get("module_type"))),
            outcome: outcome(state, error, !reports.is_empty()),
            created_at: job.get("created_at").and_then(moment).or_else(|| created_at_of(meta)),
            completed_at: job.get("completed_at").and_then(moment),
            reports,
        })
    }
}

fn outcome(state: Option<&Value>, error: Option<String>, has_reports: bool) -> Outcome {
    let state = state.map(|state| state.as_str().map_or_else(|| state.to_string(), str::to_owned)).unwrap_or_default();
    match (state.as_str(), error) {
        (_, Some(error)) => Outcome::Failed(error),
        ("done" | "completed", None) => Outcome::Done,
        // The legacy app wrote the results before the state, so a job that was interrupted in between has its reports.
        ("started" | "running" | "pending" | "processing", None) if has_reports => Outcome::Done,
        ("started" | "running" | "pending" | "processing", None) => Outcome::Unfinished,
        ("failed", None) => Outcome::Failed(String::new()),
        _ => Outcome::Unknown(state),
    }
}

/// `{"error": …}` or `[{"error": …}]`.
fn error(results: &Value) -> Option<String> {
    match results {
        Value::Object(map) => error_text(map.get("error")),
        Value::Array(list) => list.iter().find_map(|one| error_text(one.get("error"))),
        _ => None,
    }
}

fn error_text(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::Null => None,
        Value::String(text) if text.is_empty() => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

/// An object with two URLs, or a list of files with the Excel file first.
fn reports(results: &Value) -> Vec<OldReport> {
    let report = |format, value: Option<&Value>| {
        let file_name = value?.as_str()?.rsplit('/').next().filter(|name| !name.is_empty())?.to_owned();
        Some(OldReport { format, file_name })
    };
    match results {
        Value::Object(map) => [
            report(FileType::ReportExcel, map.get("excel_url").or_else(|| map.get("excel"))),
            report(FileType::ReportPdf, map.get("pdf_url").or_else(|| map.get("pdf"))),
        ]
        .into_iter()
        .flatten()
        .collect(),
        Value::Array(list) => list
            .iter()
            .filter_map(|file| {
                let url = file.get("url").or_else(|| file.get("filename"));
                let pdf = url.and_then(Value::as_str).is_some_and(|url| url.to_ascii_lowercase().ends_with(".pdf"));
                report(if pdf { FileType::ReportPdf } else { FileType::ReportExcel }, url)
            })
            .collect(),
        _ => Vec::new(),
    }
}

fn moment(value: &Value) -> Option<OffsetDateTime> {
    when::moment(value, LocalZone::UTC)
}

/// `created_at` is UTC, except for HVAC jobs with photos sent before (they have `items_count`), which use the local
/// time of the server.
fn created_at_of(meta: &Map<String, Value>) -> Option<OffsetDateTime> {
    meta.get("created_at").filter(|_| !meta.contains_key("items_count")).and_then(moment)
}

fn id<T: FromStr>(value: Option<&Value>) -> Option<T> {
    value?.as_str()?.parse().ok()
}

fn shortened(value: Option<&Value>) -> String {
    value.map_or_else(|| "missing".to_owned(), |value| value.to_string().chars().take(80).collect())
}

mod file_type {
    use crate::domain::upload::FileType;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(kind: &FileType, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(kind.as_str())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<FileType, D::Error> {
        let word = String::deserialize(deserializer)?;
        FileType::parse(&word).ok_or_else(|| D::Error::custom("not a type of file"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(value: Value) -> Result<OldJob, Quarantined> {
        OldJob::read(&Document { value, notes: Vec::new(), changes: Vec::new() })
    }

    fn job(more: Value) -> OldJob {
        let mut job = json!({
            "job_id": "job_0123456789ab",
            "progress": 0,
            "meta": { "submission_id": "sub_0123456789ab", "module": "civil" },
            "created_at": 1795223665.5,
        });
        job.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        read(job).unwrap()
    }

    #[test]
    fn job_results_are_read_for_each_module() {
        let host = "http://old.example.test/generated";
        for (more, outcome, reports) in [
            (
                json!({ "state": "done", "results": { "excel_url": format!("{host}/A.xlsx"), "pdf_url": format!("{host}/A 50%.pdf") } }),
                Outcome::Done,
                &["A.xlsx", "A 50%.pdf"][..],
            ),
            (
                json!({ "state": "done", "results": { "excel": format!("{host}/A.xlsx"), "pdf": format!("{host}/A.pdf") } }),
                Outcome::Done,
                &["A.xlsx", "A.pdf"],
            ),
            (
                json!({ "state": "done", "results": [{ "filename": "A.xlsx", "url": format!("{host}/A.xlsx") }, { "filename": "B.pdf", "url": format!("{host}/B.pdf") }] }),
                Outcome::Done,
                &["A.xlsx", "B.pdf"],
            ),
            (json!({ "state": "done", "results": { "error": "no room" } }), Outcome::Failed("no room".into()), &[]),
            (json!({ "state": "failed", "results": [{ "error": "no room" }] }), Outcome::Failed("no room".into()), &[]),
            (
                json!({ "state": "failed", "results": { "error": "/srv/x" }, "completed_at": "2026-11-21T01:14:27.01" }),
                Outcome::Failed("/srv/x".into()),
                &[],
            ),
            (json!({ "state": "failed", "results": [] }), Outcome::Failed(String::new()), &[]),
            (json!({ "state": "started", "results": [] }), Outcome::Unfinished, &[]),
            (json!({ "state": "running", "progress": 100, "results": [] }), Outcome::Unfinished, &[]),
            (json!({ "state": "running", "results": { "excel": "/generated/A.xlsx" } }), Outcome::Done, &["A.xlsx"]),
            (json!({ "state": "queued", "progress": "50%" }), Outcome::Unknown("queued".into()), &[]),
            (json!({ "state": null, "progress": -3 }), Outcome::Unknown(String::new()), &[]),
            (json!({ "state": 7 }), Outcome::Unknown("7".into()), &[]),
            (
                json!({ "status": "completed", "result_data": { "excel": "/g/A.xlsx", "pdf": "/g/A.pdf" } }),
                Outcome::Done,
                &["A.xlsx", "A.pdf"],
            ),
            (json!({ "status": "failed", "error_message": "no room" }), Outcome::Failed("no room".into()), &[]),
        ] {
            let job = job(more.clone());
            assert_eq!(job.outcome, outcome, "{more}");
            assert_eq!(job.reports.iter().map(|r| r.file_name.as_str()).collect::<Vec<_>>(), reports, "{more}");
            assert!(job.reports.iter().all(|r| (r.format == FileType::ReportPdf) == r.file_name.ends_with("pdf")));
            let stored = serde_json::to_value(&job).unwrap();
            assert_eq!(serde_json::from_value::<OldJob>(stored).unwrap(), job);
        }
    }

    #[test]
    fn a_job_time_is_optional() {
        let plain = job(json!({ "state": "done" }));
        assert_eq!(plain.created_at.unwrap().unix_timestamp_nanos(), 1_795_223_665_500_000_000);
        assert_eq!(plain.completed_at, None);
        let odd = job(json!({ "state": "failed", "created_at": 12, "completed_at": "2026-11-21T01:14:27.5" }));
        assert_eq!((odd.created_at, odd.completed_at.map(|t| t.unix_timestamp())), (None, Some(1_795_223_667)));
    }

    #[test]
    fn invalid_job_files_are_rejected() {
        let why = |value: Value| read(value).map_err(|refusal| refusal.why);
        assert_eq!(
            why(json!({ "submission_id": "sub_0123456789ab", "job_id": "job_0123456789ab" })),
            Err(QuarantineReason::WrongKind)
        );
        assert_eq!(why(json!({ "id": "sub_0123456789ab", "fields": {} })), Err(QuarantineReason::WrongKind));
        assert_eq!(why(json!({ "hello": 1 })), Err(QuarantineReason::Shape));
        for id in [
            json!(null),
            json!(7),
            json!(""),
            json!("job_../../etc/"),
            json!("job_0123456789AB"),
            json!("x".repeat(300)),
        ] {
            assert_eq!(why(json!({ "job_id": id, "state": "done" })), Err(QuarantineReason::BadId), "{id}");
        }
    }
}
