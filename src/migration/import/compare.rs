//! Compares the records of a batch with the submissions that the database already has, and gives each its state.

use super::{
    candidate::Candidate,
    insert::ImportedRows,
    ledger::Ledger,
    media::Adopted,
    record::{RecordClass, reason_code},
};
use crate::{
    domain::migration::RecordState,
    legacy::QuarantineReason,
    store::migration::{imported::Existing, legacy_records::Origin, record_rows::NewRecord},
};
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;
use std::collections::HashMap;

/// The state of each candidate: imported if a row was inserted, else the result of the comparison.
pub(super) async fn classes_of(
    conn: &mut AsyncPgConnection,
    ledger: &Ledger,
    candidates: Vec<(Box<Candidate>, Adopted)>,
    inserted: &ImportedRows,
) -> QueryResult<Vec<(NewRecord, RecordClass)>> {
    let mut classes = Vec::with_capacity(candidates.len());
    let (mut others, mut first) = (Vec::new(), HashMap::new());
    for (candidate, _) in candidates {
        let id = candidate.row.submission_id.clone();
        match inserted.get(&id) {
            // Of two records with the same id in one batch, the first one was inserted.
            Some(key) if !first.contains_key(&id) => {
                let record = NewRecord { submission_id: Some(*key), ..candidate.record };
                first.insert(id, origin(ledger, &record));
                classes.push((record, RecordClass::Imported));
            }
            _ => others.push(candidate),
        }
    }
    if others.is_empty() {
        return Ok(classes);
    }
    let ids: Vec<&str> = others.iter().map(|candidate| candidate.row.submission_id.as_str()).collect();
    let existing = ledger.existing(conn, &ids).await?;
    let mut origins = ledger.origins(conn, &ids).await?;
    origins.extend(first.into_values());
    let existing: HashMap<&str, &Existing> = existing.iter().map(|row| (row.submission_id.as_str(), row)).collect();
    for candidate in &others {
        let existing = existing.get(candidate.row.submission_id.as_str()).copied();
        classes.push(compare(ledger.source, candidate, existing, &origins));
    }
    Ok(classes)
}

fn origin(ledger: &Ledger, record: &NewRecord) -> Origin {
    Origin {
        record_id: record.record_id.clone().unwrap_or_default(),
        source_id: ledger.source,
        name: record.name.clone(),
        sha256: record.sha256.clone(),
    }
}

/// Compares a record with the database row of the same id: equal, a second file of the same store, or divergent.
fn compare(
    source: i64,
    candidate: &Candidate,
    existing: Option<&Existing>,
    origins: &[Origin],
) -> (NewRecord, RecordClass) {
    let record = candidate.record.clone();
    let quarantined = |detail: String| {
        let facts = serde_json::json!({ "detail": detail });
        let (state, reason) = (RecordState::Quarantined.as_str(), Some(reason_code(QuarantineReason::DuplicateId)));
        (NewRecord { state, reason, facts, ..candidate.record.clone() }, RecordClass::Quarantined)
    };
    let Some(existing) = existing else { return quarantined("it belongs to another organisation".to_owned()) };
    let mut same_id = origins.iter().filter(|origin| record.record_id.as_deref() == Some(&origin.record_id));
    let is_copy = same_id.clone().any(|origin| origin.sha256.is_some() && origin.sha256 == record.sha256);
    let submission_id = Some(existing.id);
    if is_copy || candidate.equals(existing) {
        let is_live = existing.created_at_source == "server";
        let state = if is_live && !is_copy { RecordState::Written } else { RecordState::Imported };
        let there = NewRecord { state: state.as_str(), submission_id, run_id: None, ..record };
        return (there, RecordClass::AlreadyThere);
    }
    if let Some(twin) = same_id.find(|origin| origin.source_id == source && origin.name != record.name) {
        return quarantined(twin.name.clone());
    }
    (NewRecord { state: RecordState::Divergent.as_str(), submission_id, ..record }, RecordClass::Divergent)
}
