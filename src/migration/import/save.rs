//! The transaction of a batch: each record gets its one state.
//!
//! The unique constraints decide what is new. A record that they reject is compared with the database; an existing
//! submission, sent by a person or added by a concurrent import, is never changed here.

use super::{
    candidate::Candidate,
    classify::Classified,
    compare::classes_of,
    insert::{insert_parts, insert_submissions},
    ledger::Ledger,
    media::Adopted,
    record::RecordClass,
};
use crate::{
    domain::migration::{RecordKind, RecordState},
    store::{
        self,
        legacy_media::NewMedia,
        migration::{legacy_records::KnownRecord, record_rows::NewRecord},
    },
};
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;
use std::collections::{HashMap, HashSet};
use time::OffsetDateTime;

/// A classified record, and its ledger row if it has one.
pub(super) struct Item {
    pub kind: RecordKind,
    pub known: Option<KnownRecord>,
    pub classified: Classified,
    /// The outcome of its media, if it is to be saved.
    pub adopted: Adopted,
}

impl Item {
    /// Whether more than a look-up is needed: the record is not known, or has changed. Only such records count for the
    /// limit of files per second.
    pub fn needs_work(&self) -> bool {
        let is_known_file = self.kind == RecordKind::Other && self.known.is_some();
        !is_known_file && !matches!(self.classified, Classified::Stays(_) | Classified::Gone)
    }
}

/// The result for a record.
#[derive(Clone, Debug)]
pub(super) struct RecordResult {
    pub kind: RecordKind,
    pub class: RecordClass,
    pub module: Option<String>,
    pub variant: Option<String>,
    pub reason: Option<String>,
    /// Bytes of the record that the ledger keeps.
    pub kept: u64,
}

/// The result of a batch: a verdict for each existing record, and the media of the new ones.
#[derive(Debug, Default)]
pub(super) struct Saved {
    pub verdicts: Vec<RecordResult>,
    pub media: Vec<NewMedia>,
    /// Ledger rows of submissions that were erased here before.
    ignored: Vec<NewRecord>,
}

impl RecordResult {
    fn of(kind: RecordKind, row: &NewRecord, class: RecordClass) -> RecordResult {
        RecordResult {
            kind,
            class,
            module: row.module.clone(),
            variant: row.variant.clone(),
            reason: row.reason.clone(),
            kept: row.content.as_ref().map_or(0, |content| content.len() as u64),
        }
    }

    fn unchanged(kind: RecordKind, known: Option<&KnownRecord>, class: RecordClass) -> RecordResult {
        let (module, reason) = (known.and_then(|k| k.module.clone()), known.and_then(|k| k.reason.clone()));
        RecordResult { kind, class, module, variant: None, reason, kept: 0 }
    }
}

/// Writes a batch in the caller's transaction.
pub(super) async fn save(
    conn: &mut AsyncPgConnection,
    ledger: &Ledger,
    items: Vec<Item>,
    now: OffsetDateTime,
) -> QueryResult<Saved> {
    let (mut candidates, mut rows, mut before, mut saved) = (Vec::new(), Vec::new(), HashMap::new(), Saved::default());
    for item in items {
        let Item { kind, known, classified, adopted } = item;
        match classified {
            Classified::Gone => {}
            Classified::Stays(class) => saved.verdicts.push(RecordResult::unchanged(kind, known.as_ref(), class)),
            Classified::Row(mut row, class) => {
                // A run counts only what it imported itself.
                row.run_id = row.run_id.filter(|_| class != RecordClass::AlreadyThere);
                saved.verdicts.push(RecordResult::of(kind, &row, class));
                rows.push(*row);
            }
            Classified::Submission(candidate) => candidates.push((candidate, adopted)),
        }
        before.extend(known.map(|known| (known.name.clone(), known)));
    }
    leave_out_erased(conn, ledger, &mut candidates, &mut rows, &mut saved).await?;
    candidates.sort_by(|(a, _), (b, _)| a.row.submission_id.cmp(&b.row.submission_id));
    let inserted = insert_submissions(conn, ledger, &mut candidates).await?;
    fail::fail_point!("import.submissions_added");
    saved.media = insert_parts(conn, ledger, &candidates, &inserted).await?;
    for (record, class) in classes_of(conn, ledger, candidates, &inserted).await? {
        saved.verdicts.push(RecordResult::of(RecordKind::Submission, &record, class));
        rows.push(record);
    }
    rows.append(&mut saved.ignored);
    rows.retain(|row| before.get(&row.name).is_none_or(|known| differs_from_ledger(known, row)));
    let replaced: Vec<i64> = rows.iter().filter_map(|row| before.get(&row.name)).map(|known| known.id).collect();
    if !rows.is_empty() {
        store::migration::record_rows::save(conn, ledger.organisation, ledger.source, &rows, &replaced, now).await?;
    }
    let done = ended(&rows, &before);
    if !done.is_empty() {
        store::migration::imported::work_has_ended(conn, ledger.organisation, &done, now).await?;
    }
    fail::fail_point!("import.records_saved");
    Ok(saved)
}

/// Submissions that were erased here stay erased, even if the legacy store still has them. The ledger ignores the file
/// and keeps none of its content.
async fn leave_out_erased(
    conn: &mut AsyncPgConnection,
    ledger: &Ledger,
    candidates: &mut Vec<(Box<Candidate>, Adopted)>,
    rows: &mut [NewRecord],
    saved: &mut Saved,
) -> QueryResult<()> {
    let ids = candidates.iter().map(|(candidate, _)| candidate.row.submission_id.as_str());
    let ids: Vec<&str> = ids.chain(rows.iter().filter_map(|row| row.about.as_deref())).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let erased: HashSet<String> =
        store::deleted_submissions::among(conn, ledger.organisation, &ids).await?.into_iter().collect();
    if erased.is_empty() {
        return Ok(());
    }
    let bare = |record: NewRecord| NewRecord {
        state: RecordState::Ignored.as_str(),
        reason: None,
        content: None,
        facts: serde_json::json!({}),
        submission_id: None,
        run_id: None,
        ..record
    };
    for row in rows.iter_mut().filter(|row| row.about.as_ref().is_some_and(|about| erased.contains(about))) {
        *row = bare(std::mem::take(row));
    }
    let (gone, open): (Vec<_>, Vec<_>) = std::mem::take(candidates)
        .into_iter()
        .partition(|(candidate, _)| erased.contains(&candidate.row.submission_id));
    *candidates = open;
    for (candidate, _) in gone {
        let record = bare(candidate.record);
        saved.verdicts.push(RecordResult::of(RecordKind::Submission, &record, RecordClass::AlreadyThere));
        saved.ignored.push(record);
    }
    Ok(())
}

/// The submissions whose known jobs are done now: the legacy app was still working at the last run.
fn ended<'r>(rows: &'r [NewRecord], before: &HashMap<String, KnownRecord>) -> Vec<&'r str> {
    let is_done = |row: &&NewRecord| {
        let outcome = row.facts.get("outcome").and_then(|outcome| outcome.as_str());
        row.kind == RecordKind::Job.as_str() && before.contains_key(&row.name) && outcome == Some("done")
    };
    rows.iter().filter(is_done).filter_map(|row| row.about.as_deref()).collect()
}

/// Whether a row differs from the ledger's. Replacing a row loses the decision about it.
fn differs_from_ledger(known: &KnownRecord, row: &NewRecord) -> bool {
    known.state != row.state
        || known.reason != row.reason
        || known.sha256 != row.sha256
        || known.submission_id != row.submission_id
}
