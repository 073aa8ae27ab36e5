//! Writes the files of a submission to the legacy store. A repetition changes nothing, and files of another origin are
//! never replaced.
//!
//! Pictures are written first and the record last, so everything that an existing record names exists as well.

use super::expected_files::{LegacyFileSet, Picture, Record, RecordedState};
use crate::{
    domain::migration::{RecordKind, RecordState},
    files::{Files, OldStore, Rendition},
    store::migration::written_records::Written,
};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::io::{self, Read};

/// Above the size of any file that we write.
pub(super) const LARGEST: u64 = 256 * 1024 * 1024;

/// The file that exists under a name now.
enum Stands {
    /// Our bytes, or bytes with the same answers.
    Ours(Vec<u8>),
    /// Another file.
    Other(Vec<u8>),
}

/// Writes all files of a submission; returns the rows for the ledger.
pub(super) fn put(store: &OldStore, files: &Files, wanted: &LegacyFileSet) -> io::Result<Vec<Written>> {
    let mut rows = Vec::new();
    for picture in &wanted.pictures {
        fail::fail_point!("old_store.before_picture");
        rows.push(copy(store, files, wanted, picture)?);
    }
    if let Some((id, job)) = &wanted.job {
        // A job file is rewritten while the job runs, as the old app does.
        if there(store, job)?.as_deref() != Some(job.bytes.as_slice()) {
            store.write(job.folder, &job.name, &job.bytes)?;
        }
        let stands = row(wanted, job.listed(), RecordKind::Job, RecordState::Written, &job.bytes);
        rows.push(Written { record_id: Some(id.to_string()), about: Some(wanted.id.to_string()), ..stands });
    }
    fail::fail_point!("old_store.before_record");
    let record = &wanted.record;
    let stands = match stand(store, record, wanted)? {
        Stands::Ours(bytes) => row(wanted, record.listed(), RecordKind::Submission, RecordState::Written, &bytes),
        Stands::Other(bytes) => {
            let found = row(wanted, record.listed(), RecordKind::Submission, RecordState::Divergent, &bytes);
            Written { content: Some(bytes), ..found }
        }
    };
    fail::fail_point!("old_store.after_record");
    rows.push(Written { record_id: Some(wanted.id.to_string()), ..stands });
    if wanted.before == RecordedState::Imported {
        // The ledger has complete rows of an imported record.
        rows.retain(|row| row.state == RecordState::Divergent.as_str());
    }
    Ok(rows)
}

fn stand(store: &OldStore, record: &Record, wanted: &LegacyFileSet) -> io::Result<Stands> {
    let Some(found) = there(store, record)? else {
        store.write(record.folder, &record.name, &record.bytes)?;
        return Ok(Stands::Ours(record.bytes.clone()));
    };
    if found == record.bytes || says_the_same(&found, &wanted.content_hash) {
        return Ok(Stands::Ours(found));
    }
    if wanted.before == RecordedState::Written(Sha256::digest(&found).into()) {
        store.write(record.folder, &record.name, &record.bytes)?;
        return Ok(Stands::Ours(record.bytes.clone()));
    }
    Ok(Stands::Other(found))
}

/// Whether a file of ours has the same answers, written with other settings or in another state of the job.
fn says_the_same(found: &[u8], content_hash: &str) -> bool {
    let found: Option<Value> = serde_json::from_slice(found).ok();
    found.is_some_and(|found| found.pointer("/injaaz/content_hash").and_then(Value::as_str) == Some(content_hash))
}

fn there(store: &OldStore, record: &Record) -> io::Result<Option<Vec<u8>>> {
    match store.read_named(record.folder, &record.name, LARGEST) {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Copies a picture. A hard link would not do, because the old app deletes its files.
fn copy(store: &OldStore, files: &Files, wanted: &LegacyFileSet, picture: &Picture) -> io::Result<Written> {
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

fn row(wanted: &LegacyFileSet, name: String, kind: RecordKind, state: RecordState, bytes: &[u8]) -> Written {
    Written {
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
        submission: wanted.key,
    }
}
