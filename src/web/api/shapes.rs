//! The JSON of the application: the only serialisers of submissions, jobs, receipts and errors, for the API and for the
//! pages that also answer JSON (`/forms/<module>`, `/submissions/<id>`, `/jobs/<id>`).
//!
//! Invariant: each struct is the contract itself. Fields are added, never removed or renamed.

use super::review_shape::{Approval, ClientResponse};
use crate::{
    domain::{
        answers::iso,
        job::{JobResults, JobStatus},
        upload::Upload,
    },
    services::submissions::{ListPage, ReportLinks, SubmissionDetails, SubmissionSummary},
};
use serde::Serialize;
use serde_json::Value;
use time::{OffsetDateTime, serde::rfc3339};
use utoipa::ToSchema;

/// A page of the list, newest first unless `sort` says otherwise.
#[derive(Debug, Serialize, ToSchema)]
pub struct Submissions {
    pub submissions: Vec<SubmissionRow>,
    /// To be sent as `after` for the next page; null on the last one.
    pub next: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct SubmissionRow {
    #[schema(example = "sub_0123456789ab")]
    pub submission_id: String,
    #[schema(example = "hvac_mep")]
    pub module: String,
    /// `pending`, `processing`, `completed` or `failed`.
    pub status: &'static str,
    pub site_name: String,
    #[schema(format = Date)]
    pub visit_date: Option<String>,
    #[serde(with = "rfc3339")]
    pub created_at: OffsetDateTime,
    pub item_count: i32,
    pub photo_count: i32,
    /// How many photos and signatures its reports lack, because the files were missing on the server.
    pub missing_files: i32,
    /// The score of its checks in percent; null without answered checks.
    #[schema(minimum = 0, maximum = 100)]
    pub score_percent: Option<i16>,
    /// Null if its form has no pass mark and no critical check has failed, and without a score.
    pub has_passed: Option<bool>,
}

impl From<ListPage> for Submissions {
    fn from(page: ListPage) -> Submissions {
        let row = |row: SubmissionSummary| SubmissionRow {
            submission_id: row.id.to_string(),
            module: row.module.to_string(),
            status: row.status.as_str(),
            site_name: row.site_name,
            visit_date: row.visit_date.map(iso),
            created_at: row.created_at,
            item_count: row.item_count,
            photo_count: row.photo_count,
            missing_files: row.missing_files,
            score_percent: row.score_percent,
            has_passed: row.has_passed,
        };
        Submissions { submissions: page.rows.into_iter().map(row).collect(), next: page.next }
    }
}

/// One filled form.
#[derive(Debug, Serialize, ToSchema)]
pub struct Submission {
    #[schema(example = "sub_0123456789ab")]
    pub submission_id: String,
    #[schema(example = "hvac_mep")]
    pub module: String,
    /// The version of the form that was filled in.
    pub form_version: i32,
    /// `pending`, `processing`, `completed` or `failed`.
    pub status: &'static str,
    pub site_name: String,
    #[schema(format = Date)]
    pub visit_date: Option<String>,
    /// The answers by the names of their fields, in the shape in which they are posted.
    #[schema(value_type = BTreeMap<String, Answer>)]
    pub form_data: Value,
    pub files: Vec<File>,
    /// Signed links to the reports; null until they are made.
    pub reports: Option<Reports>,
    /// How many photos and signatures the reports lack, because the files were missing on the server.
    pub missing_files: i32,
    #[schema(example = "job_0123456789ab")]
    pub job_id: String,
    /// SHA-256 over the answers and files, as the receipt stated it.
    pub content_hash: String,
    #[serde(with = "rfc3339")]
    pub created_at: OffsetDateTime,
    /// The submission that it inspects again, if the reader may see that.
    #[schema(example = "sub_0123456789ab")]
    pub reinspects: Option<String>,
    /// 1, and one more for each correction. The answers are those of this revision.
    pub revision: i32,
    /// Null: it needs none.
    pub approval: Option<Approval>,
    /// What clients said about it, oldest first.
    pub client_responses: Vec<ClientResponse>,
}

/// An answer. Texts, choices and dates (`2026-03-14`) are strings, numbers are numbers or strings, a checkbox is `true`
/// or `false`, photos are a list of upload ids, what repeats is a list of objects with the answers of one item. Null
/// says the same as leaving the field out.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub enum Answer {
    Text(String),
    Number(f64),
    Checkbox(bool),
    Signature(Signature),
    List(Vec<Value>),
    Empty,
}

/// A signature: typed, drawn, or both.
#[derive(Debug, Serialize, ToSchema)]
pub struct Signature {
    pub name: Option<String>,
    /// The upload id of the drawing.
    pub drawn: Option<String>,
}

/// Links that open without a token until they expire.
#[derive(Debug, Serialize, ToSchema)]
pub struct Reports {
    pub excel_url: String,
    pub pdf_url: String,
    /// The photo appendix; null if the PDF report has its photos.
    pub photos_url: Option<String>,
}

impl From<ReportLinks> for Reports {
    fn from(links: ReportLinks) -> Reports {
        Reports { excel_url: links.excel_url, pdf_url: links.pdf_url, photos_url: links.photos_url }
    }
}

impl From<JobResults> for Reports {
    fn from(results: JobResults) -> Reports {
        Reports { excel_url: results.excel_url, pdf_url: results.pdf_url, photos_url: results.photos_url }
    }
}

/// A photo or signature.
#[derive(Debug, Serialize, ToSchema)]
pub struct File {
    #[schema(example = "upl_0123456789abcdef0123")]
    pub upload_id: String,
    /// `photo`, `signature` or `pdf`.
    pub kind: &'static str,
    /// The field it belongs to: `items.0.photos`.
    pub field: String,
    /// The name of the file on the device that sent it.
    pub name: String,
    /// Bytes as they were sent.
    pub size: i64,
    /// SHA-256 of the bytes as they were sent.
    pub sha256: String,
    pub width: i32,
    pub height: i32,
    /// The path of the picture or the PDF.
    pub url: String,
    /// False if the file is missing on the server: its path answers 503.
    pub available: bool,
}

/// The paths of resources in responses: those of the API, or those of the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paths {
    Api,
    Pages,
}

impl Paths {
    pub(super) fn prefix(self) -> &'static str {
        match self {
            Paths::Api => "/api/v1",
            Paths::Pages => "",
        }
    }
}

impl File {
    pub fn new(upload: Upload, paths: Paths) -> File {
        File {
            url: format!("{}/uploads/{}", paths.prefix(), upload.id),
            available: true,
            upload_id: upload.id.to_string(),
            kind: upload.file_type.as_str(),
            field: upload.field,
            name: upload.original_filename,
            size: upload.file_size,
            sha256: hex::encode(upload.sha256),
            width: upload.width,
            height: upload.height,
        }
    }
}

impl Submission {
    pub fn new(details: SubmissionDetails, paths: Paths) -> Submission {
        let SubmissionDetails {
            submission,
            uploads,
            missing,
            reports,
            approval,
            steps,
            client_responses,
            reinspects,
            ..
        } = details;
        let file = |upload: Upload| File { available: !missing.contains(&upload.id), ..File::new(upload, paths) };
        Submission {
            submission_id: submission.id.to_string(),
            module: submission.module.to_string(),
            form_version: submission.form_version,
            status: submission.status.as_str(),
            site_name: submission.site_name,
            visit_date: submission.visit_date.map(iso),
            form_data: submission.form_data,
            files: uploads.into_iter().map(file).collect(),
            reports: reports.map(Reports::from),
            missing_files: submission.missing_files,
            job_id: submission.job_id.to_string(),
            content_hash: submission.content_hash,
            created_at: submission.created_at,
            reinspects: reinspects.map(|earlier| earlier.submission_id.to_string()),
            revision: submission.revision,
            approval: approval.map(|approval| Approval::new(approval, steps)),
            client_responses: client_responses.into_iter().map(ClientResponse::from).collect(),
        }
    }
}

/// How far the reports of a submission are.
#[derive(Debug, Serialize, ToSchema)]
pub struct Job {
    #[schema(example = "job_0123456789ab")]
    pub job_id: String,
    #[schema(example = "sub_0123456789ab")]
    pub submission_id: String,
    /// `started`, `running`, `done` or `failed`.
    pub state: &'static str,
    /// 0 to 100.
    pub progress: u8,
    /// Which try this is, from 1.
    pub attempt: i32,
    /// Links to the reports, once it is done.
    pub results: Option<Reports>,
    /// Why it failed.
    pub error: Option<String>,
    #[serde(with = "rfc3339")]
    pub created_at: OffsetDateTime,
    #[serde(with = "rfc3339::option")]
    pub started_at: Option<OffsetDateTime>,
    #[serde(with = "rfc3339::option")]
    pub completed_at: Option<OffsetDateTime>,
}

impl From<JobStatus> for Job {
    fn from(status: JobStatus) -> Job {
        Job {
            job_id: status.job_id.to_string(),
            submission_id: status.submission_id.to_string(),
            state: status.state.as_str(),
            progress: status.progress,
            attempt: status.attempt,
            results: status.results.map(Reports::from),
            error: status.error,
            created_at: status.created_at,
            started_at: status.started_at,
            completed_at: status.completed_at,
        }
    }
}
