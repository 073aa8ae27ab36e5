//! Reports of the legacy app: a file that jobs assign to exactly one submission becomes that submission's report.
//!
//! The legacy app named reports by site and second and overwrote existing files. A file that two submissions name has
//! the answers of one of them, and it cannot be decided of which, so neither gets it. Upload ids are derived from the
//! bytes, so a repeated import changes nothing.

use super::sources::{Source, SourceRecord};
use crate::{
    domain::{
        ids::{LinkId, UploadId},
        migration::RecordState,
        problem::Problem,
        upload::FileType,
    },
    files::Files,
    services::{links, storage_problem},
    store::{self, migration::legacy_reports::AssignedReport, uploads::NewUpload},
};
use anyhow::{Context, anyhow};
use diesel_async::AsyncPgConnection;
use sha2::{Digest, Sha256};
use std::{io, sync::Arc};

/// A report with 100 unscaled photos has about 50 MB.
const MAX_BYTES: u64 = 128 * 1024 * 1024;

/// Why a report belongs to no submission and stays where it is.
pub(super) mod why {
    /// Several submissions name it, because the legacy app overwrote one report with another.
    pub const SHARED: &str = "shared";
    /// No job names it.
    pub const NOT_NAMED: &str = "not_named";
    /// Its submission is not imported yet; it is checked again in the next run.
    pub const NOT_IMPORTED: &str = "submission_not_imported";
    /// The submission has a report of this kind already.
    pub const HAS_ONE: &str = "has_a_report";
    /// Neither an Excel file nor a PDF.
    pub const NO_REPORT: &str = "not_a_report";
    pub const UNREADABLE: &str = "unreadable";
}

/// The decision about a report file.
#[derive(Debug)]
pub(super) struct ReportDecision {
    pub found: SourceRecord,
    pub state: RecordState,
    pub reason: Option<&'static str>,
    /// The submission that gets the report.
    pub submission: Option<i64>,
    /// SHA-256 of the bytes, if they had to be read.
    pub sha256: Option<[u8; 32]>,
    /// Saved together with the ledger row; its file is durable.
    upload: Option<NewUpload>,
}

/// The file name under which records refer to a report.
pub(super) fn file_name(found: &SourceRecord) -> Option<&str> {
    found.file_name().filter(|_| found.is_regular)
}

/// Decides about report files by what the jobs state about their names, and publishes those with a submission.
pub(super) async fn decide(
    files: &Files,
    organisation: i64,
    source: &Arc<dyn Source>,
    batch: Vec<SourceRecord>,
    named: &[AssignedReport],
    dry_run: bool,
) -> Result<Vec<ReportDecision>, Problem> {
    let mut judged = Vec::with_capacity(batch.len());
    for found in batch {
        judged.push(match only_submission(&found, named) {
            Ok(named) => adopt(files, organisation, source, found, named, dry_run).await?,
            Err(reason) => kept(found, reason),
        });
    }
    Ok(judged)
}

/// Saves the decisions of [`decide`] in the transaction that saves the ledger rows.
pub(super) async fn save(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    judged: &[ReportDecision],
) -> Result<(), diesel::result::Error> {
    let rows: Vec<NewUpload> = judged.iter().filter_map(|report| report.upload.clone()).collect();
    if rows.is_empty() {
        return Ok(());
    }
    store::migration::legacy_reports::add(conn, &rows).await?;
    for row in &rows {
        let Some(submission) = row.submission_id else { continue };
        store::links::ensure(conn, organisation, submission, row.file_type, &LinkId::random()).await?;
    }
    let submissions: Vec<i64> = rows.iter().filter_map(|row| row.submission_id).collect();
    store::migration::legacy_reports::mark_complete(conn, organisation, &submissions).await
}

/// The only submission that a file belongs to.
fn only_submission<'n>(found: &SourceRecord, all: &'n [AssignedReport]) -> Result<&'n AssignedReport, &'static str> {
    let Some(name) = file_name(found) else { return Err(why::UNREADABLE) };
    let mut named = all.iter().filter(|named| named.file_name == name);
    let first = named.next().ok_or(why::NOT_NAMED)?;
    match named.next() {
        Some(_) => Err(why::SHARED),
        None if first.submission.is_none() => Err(why::NOT_IMPORTED),
        None => Ok(first),
    }
}

async fn adopt(
    files: &Files,
    organisation: i64,
    source: &Arc<dyn Source>,
    found: SourceRecord,
    named: &AssignedReport,
    dry_run: bool,
) -> Result<ReportDecision, Problem> {
    let (file_type, submission, has) = (FileType::parse(&named.file_type), named.submission, named.has.clone());
    let about = named.about.clone();
    let (files, source) = (files.clone(), Arc::clone(source));
    let reading = tokio::task::spawn_blocking(move || {
        let bytes = match source.read(&found, MAX_BYTES) {
            Ok(bytes) => bytes,
            Err(error) if is_of_the_file(&error) => return Ok(kept(found, why::UNREADABLE)),
            Err(error) => return Err(Problem::Unavailable(error.into())),
        };
        let sha256: [u8; 32] = Sha256::digest(&bytes).into();
        let kept = |found, reason| ReportDecision { sha256: Some(sha256), ..kept(found, reason) };
        let (Some(file_type), Some(submission)) = (file_type.filter(|kind| is_one(*kind, &bytes)), submission) else {
            return Ok(kept(found, why::NO_REPORT));
        };
        if has.as_ref().is_some_and(|has| has.as_slice() != sha256) {
            return Ok(kept(found, why::HAS_ONE));
        }
        let id = id_of(&about, file_type, &sha256)?;
        if !dry_run {
            files.publish_report(&id, file_type, &bytes).map_err(storage_problem)?;
            fail::fail_point!("import.report_published");
        }
        let upload = row(&found, organisation, submission, file_type, &id, &bytes, sha256);
        let (state, submission) = (RecordState::Imported, Some(submission));
        Ok(ReportDecision { found, state, reason: None, submission, sha256: Some(sha256), upload: Some(upload) })
    });
    reading.await.context("reading an old report stopped").map_err(Problem::Internal)?
}

fn kept(found: SourceRecord, reason: &'static str) -> ReportDecision {
    let state = RecordState::Kept;
    ReportDecision { found, state, reason: Some(reason), submission: None, sha256: None, upload: None }
}

/// Whether the read will fail again, because of the nature of the file.
fn is_of_the_file(error: &io::Error) -> bool {
    let kinds = [io::ErrorKind::NotFound, io::ErrorKind::FileTooLarge, io::ErrorKind::PermissionDenied];
    kinds.contains(&error.kind()) || crate::files::is_no_file(error)
}

/// The file is served with the type of its name, so its content must be of this type.
fn is_one(kind: FileType, bytes: &[u8]) -> bool {
    match kind {
        FileType::ReportExcel => bytes.starts_with(b"PK\x03\x04"),
        FileType::ReportPdf => bytes.starts_with(b"%PDF-"),
        // The legacy app had no photo appendix.
        FileType::ReportPhotos | FileType::Photo | FileType::Signature | FileType::Pdf => false,
    }
}

fn id_of(submission: &str, kind: FileType, sha256: &[u8; 32]) -> Result<UploadId, Problem> {
    let digest = Sha256::new()
        .chain_update(format!("old report\n{submission}\n{}\n", kind.as_str()))
        .chain_update(sha256)
        .finalize();
    let digits = hex::encode(digest);
    let id = format!("upl_{}", digits.get(..20).unwrap_or_default());
    id.parse().map_err(|_| Problem::Internal(anyhow!("no id for an old report: {id}")))
}

fn row(
    found: &SourceRecord,
    organisation_id: i64,
    submission: i64,
    kind: FileType,
    id: &UploadId,
    bytes: &[u8],
    sha256: [u8; 32],
) -> NewUpload {
    NewUpload {
        upload_id: id.clone(),
        organisation_id,
        submission_id: Some(submission),
        file_type: kind,
        field: links::extension(kind).to_owned(),
        // After all files of the form.
        position: i32::MAX,
        original_filename: found.name.clone(),
        content_type: links::mime(kind).to_owned(),
        file_size: bytes.len() as i64,
        sha256,
        width: 0,
        height: 0,
        uploaded_at: found.modified_at,
        expires_at: None,
    }
}
