//! Makes files stand in the old store. Doing it again changes nothing, and what somebody else wrote is never replaced.
//!
//! Pictures come first and the record last: where a record stands, everything that it names stands as well.

use super::expected_files::{LegacyFileSet, Picture, Record, RecordedState};
use crate::{
    domain::migration::{RecordKind, RecordState},
    files::{Files, OldStore, Rendition},
    store::migration::written_records::Written,
};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::io::{self, Read};

/// No file that we write comes near this.
pub(super) const LARGEST: u64 = 256 * 1024 * 1024;

/// What stands under a name now.
enum Stands {
    /// These bytes, which we wrote, or which say the same.
    Ours(Vec<u8>),
    /// Something else.
    Other(Vec<u8>),
}

/// Puts everything of a submission there; answers what the ledger is to say of it.
pub(super) fn put(store: &OldStore, files: &Files, wanted: &LegacyFileSet) -> io::Result<Vec<Written>> {
    let mut rows = Vec::new();
    for picture in &wanted.pictures {
        fail::fail_point!("old_store.before_picture");
        rows.push(copy(store, files, wanted, picture)?);
    }
    if let Some((id, job)) = &wanted.job {
        // A job is rewritten in place as long as it runs: that is what the old app does with it as well.
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
        // Of what came from there the ledger knows everything already.
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

/// A file of ours with these very answers, written under other settings, or when its job stood otherwise.
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

/// A copy and no link: the old app deletes its files.
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
