//! Writes the files of a submission to the legacy store. A repetition changes nothing, and files of another origin are
//! never replaced.
//!
//! Pictures and reports are written first and the record last, so everything that an existing record or job names
//! exists as well.

use super::expected_files::{LegacyFileSet, Picture, Record, RecordedState, Report};
use crate::{
    domain::migration::{RecordKind, RecordState},
    files::{Digest, Files, OldStore, Rendition},
    legacy::{document::Document, job::OldJob, write::FORMAT},
    store::migration::written_records::WrittenFile,
};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::io::{self, Read};

/// Above the size of any file that we write.
pub(super) const LARGEST: u64 = 256 * 1024 * 1024;

/// The file that exists under a name now.
enum ExistingFile {
    /// Our bytes, or bytes with the same answers.
    Ours(Vec<u8>),
    /// Another file.
    Other(Vec<u8>),
}

/// Writes all files of a submission; returns the rows for the ledger.
pub(super) fn write_files(store: &OldStore, files: &Files, wanted: &LegacyFileSet) -> io::Result<Vec<WrittenFile>> {
    let mut rows = Vec::new();
    for picture in &wanted.pictures {
        fail::fail_point!("old_store.before_picture");
        rows.push(copy(store, files, wanted, picture)?);
    }
    for report in &wanted.reports {
        fail::fail_point!("old_store.before_report");
        rows.extend(copy_report(store, files, wanted, report)?);
    }
    if let Some((id, job)) = &wanted.job {
        // A job file is rewritten while the job runs, as the legacy app does.
        if read_existing(store, job)?.as_deref() != Some(job.bytes.as_slice()) {
            store.write(job.folder, &job.name, &job.bytes)?;
        }
        let stands = row(wanted, job.listed(), RecordKind::Job, RecordState::Written, &job.bytes);
        let facts = Document::parse(&job.bytes).and_then(|document| OldJob::read(&document)).ok();
        // The facts are those of an imported job, so that our own addresses of old reports find these too.
        let facts = facts.and_then(|job| serde_json::to_value(job).ok()).unwrap_or_else(|| json!({}));
        let (record_id, about) = (Some(id.to_string()), Some(wanted.id.to_string()));
        rows.push(WrittenFile { record_id, about, facts, ..stands });
    }
    fail::fail_point!("old_store.before_record");
    let record = &wanted.record;
    let stands = match existing_file(store, record, wanted)? {
        ExistingFile::Ours(bytes) => row(wanted, record.listed(), RecordKind::Submission, RecordState::Written, &bytes),
        ExistingFile::Other(bytes) => {
            let found = row(wanted, record.listed(), RecordKind::Submission, RecordState::Divergent, &bytes);
            WrittenFile { content: Some(bytes), ..found }
        }
    };
    fail::fail_point!("old_store.after_record");
    let facts = if stands.state == RecordState::Written.as_str() {
        json!({ "format": FORMAT, "revision": wanted.revision })
    } else {
        json!({})
    };
    rows.push(WrittenFile { record_id: Some(wanted.id.to_string()), facts, ..stands });
    if wanted.before == RecordedState::Imported {
        // The ledger has complete rows of an imported record.
        rows.retain(|row| row.state == RecordState::Divergent.as_str());
    }
    Ok(rows)
}

fn existing_file(store: &OldStore, record: &Record, wanted: &LegacyFileSet) -> io::Result<ExistingFile> {
    let Some(found) = read_existing(store, record)? else {
        store.write(record.folder, &record.name, &record.bytes)?;
        return Ok(ExistingFile::Ours(record.bytes.clone()));
    };
    let is_untouched = wanted.before == RecordedState::Written(Sha256::digest(&found).into());
    let ours = Ours::of(&found);
    let says_the_same = ours.as_ref().is_some_and(|ours| ours.content_hash == wanted.content_hash);
    let is_of_an_earlier_version = ours.is_some_and(|ours| ours.format < FORMAT);
    if found == record.bytes || says_the_same && !(is_untouched && is_of_an_earlier_version) {
        return Ok(ExistingFile::Ours(found));
    }
    if is_untouched {
        store.write(record.folder, &record.name, &record.bytes)?;
        return Ok(ExistingFile::Ours(record.bytes.clone()));
    }
    Ok(ExistingFile::Other(found))
}

/// What a file of this program says about itself.
struct Ours {
    /// Equal if it has the same answers, written with other settings or in another state of the job.
    content_hash: String,
    format: i32,
}

impl Ours {
    fn of(found: &[u8]) -> Option<Ours> {
        let found: Value = serde_json::from_slice(found).ok()?;
        let format = found.pointer("/injaaz/format").and_then(Value::as_i64);
        Some(Ours {
            content_hash: found.pointer("/injaaz/content_hash")?.as_str()?.to_owned(),
            format: format.and_then(|format| i32::try_from(format).ok()).unwrap_or(1),
        })
    }
}

fn read_existing(store: &OldStore, record: &Record) -> io::Result<Option<Vec<u8>>> {
    match store.read_named(record.folder, &record.name, LARGEST) {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Copies a picture. A hard link would not do, because the legacy app deletes its files.
fn copy(store: &OldStore, files: &Files, wanted: &LegacyFileSet, picture: &Picture) -> io::Result<WrittenFile> {
    let bytes = match picture {
        Picture::Stored { picture, .. } => files.read_upload(picture, Rendition::Original)?,
        Picture::Kept { id, .. } => {
            let mut bytes = Vec::new();
            files.open_kept(id)?.read_to_end(&mut bytes)?;
            bytes
        }
    };
    let (name, listed) = (picture.name(), format!("uploads/{}", picture.name()));
    match store.read_named("uploads", name, LARGEST) {
        Ok(found) if found == bytes => {}
        Ok(_) => return Err(io::ErrorKind::AlreadyExists.into()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => store.write("uploads", name, &bytes)?,
        Err(error) => return Err(error),
    }
    Ok(row(wanted, listed, RecordKind::Upload, RecordState::Written, &bytes))
}

/// Copies a report to the root, where the legacy app serves it. One of ours replaces an earlier one, which was made
/// before the submission was corrected; a name of the legacy app is never replaced.
fn copy_report(
    store: &OldStore,
    files: &Files,
    wanted: &LegacyFileSet,
    report: &Report,
) -> io::Result<Option<WrittenFile>> {
    let Digest { sha256, size } = Digest::of(files.open_report(&report.id, report.kind)?)?;
    let is_there = match store.find(&report.name) {
        Ok(entry) => !report.is_ours || store.digest(&entry)?.sha256 == sha256,
        Err(error) if error.kind() == io::ErrorKind::NotFound => false,
        Err(error) => return Err(error),
    };
    if !is_there {
        store.copy_listed(&report.name, files.open_report(&report.id, report.kind)?)?;
    }
    Ok(report.is_ours.then(|| WrittenFile {
        sha256,
        file_size: size as i64,
        ..row(wanted, report.name.clone(), RecordKind::Report, RecordState::Written, &[])
    }))
}

fn row(wanted: &LegacyFileSet, name: String, kind: RecordKind, state: RecordState, bytes: &[u8]) -> WrittenFile {
    WrittenFile {
        organisation: wanted.organisation,
        name,
        kind: kind.as_str(),
        record_id: None,
        about: None,
        module: wanted.module.clone(),
        state: state.as_str(),
        sha256: Sha256::digest(bytes).into(),
        file_size: bytes.len() as i64,
        content: None,
        facts: json!({}),
        submission: wanted.key,
    }
}
