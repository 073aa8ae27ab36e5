//! A single record: found, compared with the ledger, read. Uses no database.

use super::sources::{Source, SourceRecord};
use crate::{
    domain::migration::{Decision, RecordKind, RecordState},
    files::is_no_file,
    legacy::{QuarantineReason, Quarantined},
    store::migration::{legacy_records::KnownRecord, record_rows::NewRecord},
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::io::{self, ErrorKind};
use time::{Duration, OffsetDateTime};

/// Maximum size of a record, which is read into memory; records of the legacy app are much smaller.
const MAX_BYTES: u64 = 32 * 1024 * 1024;

/// Bytes kept of a record that cannot be imported.
const MAX_QUARANTINED: usize = 1024 * 1024;

/// Minimum age of a file that cannot be parsed: a younger one may still be being written.
pub const SETTLED: Duration = Duration::seconds(60);

/// The class in which a record is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RecordClass {
    Imported,
    AlreadyThere,
    Divergent,
    Quarantined,
    Pending,
}

#[cfg(test)]
impl RecordClass {
    pub const ALL: [RecordClass; 5] = [
        RecordClass::Imported,
        RecordClass::AlreadyThere,
        RecordClass::Divergent,
        RecordClass::Quarantined,
        RecordClass::Pending,
    ];
}

/// The exact bytes of a record.
#[derive(Clone, Debug)]
pub(super) struct Content {
    pub bytes: Vec<u8>,
    pub sha256: [u8; 32],
}

/// Result of opening a record.
#[derive(Debug)]
pub(super) enum OpenedRecord {
    /// It is unchanged since the ledger row was written.
    Unchanged(RecordClass),
    /// It was removed between the listing and the read.
    Removed,
    Refused(Quarantined),
    Read(Content),
}

/// Opens a record, unless the ledger shows that the same run has handled it before an interruption.
pub(super) fn open(
    source: &dyn Source,
    found: &SourceRecord,
    known: Option<&KnownRecord>,
    run: Option<i64>,
) -> OpenedRecord {
    if let Some(known) = known.filter(|known| is_of_run(known, found, run)) {
        return OpenedRecord::Unchanged(class_of(known, run));
    }
    let refused = |why| OpenedRecord::Refused(Quarantined { why, detail: String::new() });
    let bytes = match () {
        () if !found.is_regular => return refused(QuarantineReason::NotARegularFile),
        () if found.len > MAX_BYTES => return refused(QuarantineReason::TooLarge),
        () => match source.read(found, MAX_BYTES) {
            Ok(bytes) => bytes,
            Err(error) => return unread(error),
        },
    };
    let sha256: [u8; 32] = Sha256::digest(&bytes).into();
    match known {
        Some(known) if known.sha256.as_deref() == Some(&sha256[..]) && is_settled(known) => {
            OpenedRecord::Unchanged(class_of(known, run))
        }
        _ => OpenedRecord::Read(Content { bytes, sha256 }),
    }
}

fn unread(error: io::Error) -> OpenedRecord {
    let why = match error.kind() {
        ErrorKind::NotFound => return OpenedRecord::Removed,
        ErrorKind::FileTooLarge => QuarantineReason::TooLarge,
        _ if is_no_file(&error) => QuarantineReason::NotARegularFile,
        _ => QuarantineReason::Unreadable,
    };
    // The system error message contains no path.
    OpenedRecord::Refused(Quarantined {
        why,
        detail: if why == QuarantineReason::Unreadable { error.to_string() } else { String::new() },
    })
}

/// Whether this run wrote the row and the file looks unchanged.
fn is_of_run(known: &KnownRecord, found: &SourceRecord, run: Option<i64>) -> bool {
    let same = known.modified_at == Some(in_microseconds(found.modified_at)) && known.file_size == size(found.len);
    run.is_some() && known.run_id == run && same
}

/// Whether an unchanged file needs no further work. Refused records are tried again in each run, because what they
/// lacked may exist now; decisions of people stay.
fn is_settled(known: &KnownRecord) -> bool {
    let decided = known.decision.as_deref().is_some_and(|word| word != Decision::Assigned.as_str());
    decided || !matches!(RecordState::parse(&known.state), Some(RecordState::Divergent | RecordState::Quarantined))
}

/// The class of a record according to its row.
pub(super) fn class_of(known: &KnownRecord, run: Option<i64>) -> RecordClass {
    match RecordState::parse(&known.state) {
        Some(RecordState::Divergent) => RecordClass::Divergent,
        Some(RecordState::Quarantined) => RecordClass::Quarantined,
        _ if run.is_some() && known.run_id == run => RecordClass::Imported,
        _ => RecordClass::AlreadyThere,
    }
}

/// The class of a record that is imported now.
pub(super) fn class_of_imported(known: Option<&KnownRecord>, run: Option<i64>) -> RecordClass {
    match known.map(|known| class_of(known, run)) {
        Some(RecordClass::AlreadyThere) => RecordClass::AlreadyThere,
        _ => RecordClass::Imported,
    }
}

/// Whether the legacy app may still be writing this file.
pub(super) fn is_unfinished(why: QuarantineReason, found: &SourceRecord, now: OffsetDateTime) -> bool {
    matches!(why, QuarantineReason::Empty | QuarantineReason::Truncated)
        && found.kind != RecordKind::Other
        && now - found.modified_at < SETTLED
}

/// The row of a record whose state needs no further facts.
pub(super) fn row(found: &SourceRecord, state: RecordState, run: Option<i64>) -> NewRecord {
    NewRecord {
        name: found.name.clone(),
        kind: found.kind.as_str(),
        state: state.as_str(),
        file_size: size(found.len),
        modified_at: Some(in_microseconds(found.modified_at)),
        facts: json!({}),
        run_id: run,
        ..NewRecord::default()
    }
}

/// The same with the content that was read.
pub(super) fn row_with(found: &SourceRecord, content: Content, state: RecordState, run: Option<i64>) -> NewRecord {
    NewRecord {
        sha256: Some(content.sha256.to_vec()),
        file_size: size(content.bytes.len() as u64),
        content: Some(content.bytes),
        ..row(found, state, run)
    }
}

/// The row of a record that cannot be imported as it is.
pub(super) fn refused(
    found: &SourceRecord,
    content: Option<Content>,
    refusal: &Quarantined,
    run: Option<i64>,
) -> NewRecord {
    let plain = match content {
        Some(content) => row_with(found, content, RecordState::Quarantined, run),
        None => row(found, RecordState::Quarantined, run),
    };
    NewRecord {
        reason: Some(reason_code(refusal.why)),
        facts: if refusal.detail.is_empty() { json!({}) } else { json!({ "detail": refusal.detail }) },
        content: plain.content.filter(|bytes| bytes.len() <= MAX_QUARANTINED),
        ..plain
    }
}

/// The stored code of a reason.
pub(super) fn reason_code(why: QuarantineReason) -> String {
    match serde_json::to_value(why) {
        Ok(Value::String(word)) => word,
        _ => "unreadable".to_owned(),
    }
}

/// Truncates a time to microseconds, the precision of Postgres.
pub(super) fn in_microseconds(at: OffsetDateTime) -> OffsetDateTime {
    at.replace_nanosecond(at.nanosecond() / 1_000 * 1_000).unwrap_or(at)
}

fn size(len: u64) -> i64 {
    i64::try_from(len).unwrap_or(i64::MAX)
}
