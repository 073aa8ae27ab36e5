//! The export of a person's data: a ZIP archive of JSON files and the original files.
//!
//! The archive is written to disk while it is made, so memory does not grow with its size. It is published before its
//! row refers to it.

use crate::{
    app::App,
    domain::{
        audit::actions::AuditAction,
        ids::{PrivacyRequestId, SubmissionId},
        privacy::PrivacyState,
        problem::{Problem, Resource},
        upload::{FileType, Upload, UploadContent},
    },
    files::{Files, Incoming, Rendition, StoredUpload},
    services::{actor::Actor, jobs::Claim, storage_problem},
    store::{self, error::cross_tenant_connection},
};
use anyhow::Context;
use diesel::result::Error as DbError;
use diesel_async::AsyncConnection;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::{
    collections::HashMap,
    io::{self, Read, Write},
    sync::Arc,
};
use time::Duration;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions, write::StreamWriter};

/// How long an export is kept.
const KEPT_FOR: Duration = Duration::days(7);

type Zip = ZipWriter<StreamWriter<Incoming>>;

/// Submissions that are packed at once.
const AT_ONCE: i64 = 20;

/// A file of the archive.
enum ExportEntry {
    Json(String, Vec<u8>),
    File(String, Upload),
}

pub async fn export_person(app: &Arc<App>, claim: &Claim, id: &PrivacyRequestId) -> Result<(), Problem> {
    let organisation = claim.tenant()?;
    let mut conn = cross_tenant_connection(&app.pool).await?;
    let request = store::privacy_requests::by_id(&mut conn, organisation, id).await?;
    let request = request.ok_or(Problem::NotFound(Resource::PrivacyRequest))?;
    let files = app.files.clone();
    let mut zip = ZipWriter::new_stream(files.begin_export(id).map_err(storage_problem)?);
    let mut entries = Vec::new();
    for (name, query) in store::personal_data::PARTS {
        if let Some(part) = store::personal_data::part(&mut conn, organisation, request.user_id, query).await? {
            entries.push(ExportEntry::Json(format!("{name}.json"), pretty(&part)?));
        }
    }
    for row in store::actions::photos::of_author(&mut conn, organisation, request.user_id).await? {
        let upload = Upload::from(row);
        let extension = extension(&upload);
        entries.push(ExportEntry::File(format!("actions/{}.{extension}", upload.id), upload));
    }
    for row in store::comments::photos::of_author(&mut conn, organisation, request.user_id).await? {
        let upload = Upload::from(row);
        let extension = extension(&upload);
        entries.push(ExportEntry::File(format!("comments/{}.{extension}", upload.id), upload));
    }
    zip = pack(&files, zip, entries).await?;
    let mut after = 0;
    loop {
        let people = &mut conn;
        let found = store::personal_data::submissions(people, organisation, request.user_id, after, AT_ONCE).await?;
        let Some(last) = found.last() else { break };
        after = last.id;
        let keys: Vec<i64> = found.iter().map(|one| one.id).collect();
        let names: HashMap<i64, &SubmissionId> = found.iter().map(|one| (one.id, &one.submission_id)).collect();
        let mut entries = Vec::new();
        for one in &found {
            entries.push(ExportEntry::Json(
                format!("submissions/{}/submission.json", one.submission_id),
                pretty(&one.value)?,
            ));
        }
        for row in store::uploads::of_all_revisions(&mut conn, organisation, &keys).await? {
            let Some(name) = row.submission_id.and_then(|key| names.get(&key).copied()) else { continue };
            let upload = Upload::from(row);
            let extension = extension(&upload);
            entries.push(ExportEntry::File(format!("submissions/{name}/{}.{extension}", upload.id), upload));
        }
        zip = pack(&files, zip, entries).await?;
    }
    drop(conn);
    let (size, sha256) = publish(&files, zip, id).await?;
    fail::fail_point!("privacy.published");
    let recorded = record(app, claim, request.id, request.user_id, id, size, &sha256).await;
    if recorded.is_err() {
        remove_unless_referenced(app, organisation, id).await?;
    }
    recorded
}

/// Removes the file if no row will refer to it, because the person was erased meanwhile or the request failed. A
/// request that is pending again may be written by another worker, so its file stays.
async fn remove_unless_referenced(app: &App, organisation: i64, id: &PrivacyRequestId) -> Result<(), Problem> {
    let mut conn = cross_tenant_connection(&app.pool).await?;
    let request = store::privacy_requests::by_id(&mut conn, organisation, id).await?;
    if !request.is_some_and(|request| matches!(request.state, PrivacyState::Waiting | PrivacyState::Done)) {
        app.files.remove_export(id);
    }
    Ok(())
}

fn pretty(value: &serde_json::Value) -> Result<Vec<u8>, Problem> {
    serde_json::to_vec_pretty(value).map_err(|error| Problem::Internal(error.into()))
}

fn extension(upload: &Upload) -> &'static str {
    match upload.file_type {
        FileType::ReportExcel => "xlsx",
        FileType::ReportPdf | FileType::ReportPhotos => "pdf",
        _ => UploadContent::of(upload.file_type, &upload.content_type).map_or("bin", UploadContent::extension),
    }
}

async fn pack(files: &Files, mut zip: Zip, entries: Vec<ExportEntry>) -> Result<Zip, Problem> {
    let files = files.clone();
    blocking(move || {
        for entry in entries {
            match entry {
                ExportEntry::Json(name, bytes) => {
                    start(&mut zip, &name, CompressionMethod::Deflated)?;
                    zip.write_all(&bytes)?;
                }
                // Pictures and reports are compressed already.
                ExportEntry::File(name, upload) => match open(&files, &upload) {
                    Ok(mut file) => {
                        start(&mut zip, &name, CompressionMethod::Stored)?;
                        io::copy(&mut file, &mut zip)?;
                    }
                    Err(error) if error.kind() == io::ErrorKind::NotFound => {
                        tracing::warn!(upload = %upload.id, "a file is missing and was left out of an export");
                    }
                    Err(error) => return Err(error),
                },
            }
        }
        Ok(zip)
    })
    .await
}

fn start(zip: &mut Zip, name: &str, method: CompressionMethod) -> io::Result<()> {
    let options = SimpleFileOptions::default().compression_method(method).large_file(true);
    zip.start_file(name, options).map_err(io::Error::other)
}

fn open(files: &Files, upload: &Upload) -> io::Result<std::fs::File> {
    if upload.file_type.is_report() {
        return files.open_report(&upload.id, upload.file_type);
    }
    files.open_upload(&StoredUpload::of(upload).ok_or(io::ErrorKind::NotFound)?, Rendition::Original)
}

async fn publish(files: &Files, zip: Zip, id: &PrivacyRequestId) -> Result<(i64, [u8; 32]), Problem> {
    let (files, id) = (files.clone(), id.clone());
    blocking(move || {
        let incoming = zip.finish().map_err(io::Error::other)?.into_inner();
        files.publish_export(&id, incoming)?;
        let mut file = files.open_export(&id)?;
        let (mut hash, mut size, mut buffer) = (Sha256::new(), 0i64, vec![0u8; 64 * 1024]);
        loop {
            let read = file.read(&mut buffer)?;
            if read == 0 {
                break;
            }
            hash.update(buffer.get(..read).unwrap_or_default());
            size += read as i64;
        }
        Ok((size, hash.finalize().into()))
    })
    .await
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> Result<T, Problem> {
    let done = tokio::task::spawn_blocking(work).await;
    done.context("packing a copy stopped").map_err(Problem::Internal)?.map_err(storage_problem)
}

async fn record(
    app: &App,
    claim: &Claim,
    request: i64,
    user: i64,
    id: &PrivacyRequestId,
    size: i64,
    sha256: &[u8],
) -> Result<(), Problem> {
    let now = app.clock.now();
    let organisation = claim.tenant()?;
    let mut conn = cross_tenant_connection(&app.pool).await?;
    conn.transaction::<_, DbError, _>(async |conn| {
        // First, because a worker that lost the lease must not change anything.
        if !store::jobs::finish(conn, claim.id, &claim.token).await? {
            return Err(DbError::RollbackTransaction);
        }
        let done = PrivacyState::Done;
        let copy = Some((size, sha256, now + KEPT_FOR));
        store::privacy_requests::end(conn, organisation, request, done, copy, now).await?;
        let system = Actor::system(app, organisation);
        let details = json!({ "request": id, "bytes": size, "sha256": hex::encode(sha256) });
        store::audit::add(conn, &system.audit_of("user", Some(user), AuditAction::PersonExported, details, now))
            .await?;
        fail::fail_point!("privacy.before_commit");
        Ok(())
    })
    .await
    .map_err(|error| match error {
        DbError::RollbackTransaction => claim.lease_lost(),
        other => other.into(),
    })
}
