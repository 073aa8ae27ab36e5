//! The transaction of a batch: each record gets its one state.
//!
//! The unique constraints decide what is new. A record that they reject is compared with the database; an existing
//! submission, sent by a person or added by a concurrent import, is never changed here.

use super::{
    candidate::Candidate,
    classify::Classified,
    ledger::Ledger,
    media::Adopted,
    record::{Class, word},
};
use crate::{
    domain::migration::{RecordKind, RecordState},
    legacy::QuarantineReason,
    store::{
        self,
        legacy_media::NewMedia,
        migration::{
            imported::Existing,
            legacy_records::{Known, NewRecord, Origin},
        },
    },
};
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;
use std::collections::{HashMap, HashSet};
use time::OffsetDateTime;

/// A classified record, and its ledger row if it has one.
pub(super) struct Item {
    pub kind: RecordKind,
    pub known: Option<Known>,
    pub looked: Classified,
    /// The outcome of its media, if it is to be saved.
    pub adopted: Adopted,
}

/// The result for a record.
#[derive(Clone, Debug)]
pub(super) struct Verdict {
    pub kind: RecordKind,
    pub class: Class,
    pub module: Option<String>,
    pub variant: Option<String>,
    pub reason: Option<String>,
    /// Bytes of the record that the ledger keeps.
    pub kept: u64,
}

/// The result of a batch: a verdict for each existing record, and the media of the new ones.
#[derive(Debug, Default)]
pub(super) struct Saved {
    pub verdicts: Vec<Verdict>,
    pub media: Vec<NewMedia>,
    /// Ledger rows of submissions that were erased here before.
    ignored: Vec<NewRecord>,
}

impl Verdict {
    fn of(kind: RecordKind, row: &NewRecord, class: Class) -> Verdict {
        Verdict {
            kind,
            class,
            module: row.module.clone(),
            variant: row.variant.clone(),
            reason: row.reason.clone(),
            kept: row.content.as_ref().map_or(0, |content| content.len() as u64),
        }
    }

    fn as_before(kind: RecordKind, known: Option<&Known>, class: Class) -> Verdict {
        let (module, reason) = (known.and_then(|k| k.module.clone()), known.and_then(|k| k.reason.clone()));
        Verdict { kind, class, module, variant: None, reason, kept: 0 }
    }
}

/// Keys of the inserted rows, by the old id.
type ImportedRows = HashMap<String, i64>;

/// Writes a batch in the caller's transaction.
pub(super) async fn save(
    conn: &mut AsyncPgConnection,
    ledger: &Ledger,
    items: Vec<Item>,
    now: OffsetDateTime,
) -> QueryResult<Saved> {
    let (mut candidates, mut rows, mut before, mut saved) = (Vec::new(), Vec::new(), HashMap::new(), Saved::default());
    for item in items {
        let Item { kind, known, looked, adopted } = item;
        match looked {
            Classified::Gone => {}
            Classified::Stays(class) => saved.verdicts.push(Verdict::as_before(kind, known.as_ref(), class)),
            Classified::Row(mut row, class) => {
                // A run counts only what it imported itself.
                row.run_id = row.run_id.filter(|_| class != Class::AlreadyThere);
                saved.verdicts.push(Verdict::of(kind, &row, class));
                rows.push(*row);
            }
            Classified::Submission(candidate) => candidates.push((candidate, adopted)),
        }
        before.extend(known.map(|known| (known.name.clone(), known)));
    }
    leave_out_erased(conn, ledger, &mut candidates, &mut rows, &mut saved).await?;
    candidates.sort_by(|(a, _), (b, _)| a.row.submission_id.cmp(&b.row.submission_id));
    let made = add(conn, ledger, &mut candidates).await?;
    fail::fail_point!("import.submissions_added");
    saved.media = add_parts(conn, ledger, &candidates, &made).await?;
    for (record, class) in settle(conn, ledger, candidates, &made).await? {
        saved.verdicts.push(Verdict::of(RecordKind::Submission, &record, class));
        rows.push(record);
    }
    rows.append(&mut saved.ignored);
    rows.retain(|row| before.get(&row.name).is_none_or(|known| says_more(known, row)));
    let replaced: Vec<i64> = rows.iter().filter_map(|row| before.get(&row.name)).map(|known| known.id).collect();
    if !rows.is_empty() {
        store::migration::legacy_records::save(conn, ledger.organisation, ledger.source, &rows, &replaced, now).await?;
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
        saved.verdicts.push(Verdict::of(RecordKind::Submission, &record, Class::AlreadyThere));
        saved.ignored.push(record);
    }
    Ok(())
}

/// The submissions whose known jobs are done now: the old app was still working at the last run.
fn ended<'r>(rows: &'r [NewRecord], before: &HashMap<String, Known>) -> Vec<&'r str> {
    let is_done = |row: &&NewRecord| {
        let outcome = row.facts.get("outcome").and_then(|outcome| outcome.as_str());
        row.kind == RecordKind::Job.as_str() && before.contains_key(&row.name) && outcome == Some("done")
    };
    rows.iter().filter(is_done).filter_map(|row| row.about.as_deref()).collect()
}

/// Whether a row differs from the ledger's. Replacing a row loses the decision about it.
fn says_more(known: &Known, row: &NewRecord) -> bool {
    known.state != row.state
        || known.reason != row.reason
        || known.sha256 != row.sha256
        || known.submission_id != row.submission_id
}

/// Inserts the submissions that the database does not have.
async fn add(
    conn: &mut AsyncPgConnection,
    ledger: &Ledger,
    candidates: &mut [(Box<Candidate>, Adopted)],
) -> QueryResult<ImportedRows> {
    let mut made = ImportedRows::new();
    let mut open: Vec<usize> = (0..candidates.len()).collect();
    // The second round is for those whose job id or key another submission took between the two statements.
    for _ in 0..2 {
        let taken = Taken::among(conn, ledger, &open, candidates).await?;
        let (mut ids, mut jobs, mut keys) = (taken.ids, taken.jobs, taken.keys);
        let mut fresh = Vec::new();
        for index in std::mem::take(&mut open) {
            let Some((candidate, _)) = candidates.get_mut(index) else { continue };
            if !ids.insert(candidate.row.submission_id.clone()) {
                continue;
            }
            if jobs.contains(&candidate.row.job_id) || keys.contains(&candidate.row.submission_key) {
                candidate.stand_apart();
            }
            jobs.insert(candidate.row.job_id.clone());
            keys.insert(candidate.row.submission_key.clone());
            fresh.push(index);
        }
        if fresh.is_empty() {
            break;
        }
        let rows: Vec<_> = fresh.iter().filter_map(|i| candidates.get(*i)).map(|(c, _)| &c.row).collect();
        let added = store::migration::imported::add(conn, ledger.organisation, &rows).await?;
        made.extend(added.into_iter().map(|row| (row.submission_id, row.id)));
        let is_open = |i: &usize| candidates.get(*i).is_some_and(|(c, _)| !made.contains_key(&c.row.submission_id));
        open = fresh.into_iter().filter(is_open).collect();
    }
    Ok(made)
}

/// Ids, keys and jobs that exist already.
#[derive(Default)]
struct Taken {
    ids: HashSet<String>,
    keys: HashSet<String>,
    jobs: HashSet<String>,
}

impl Taken {
    async fn among(
        conn: &mut AsyncPgConnection,
        ledger: &Ledger,
        open: &[usize],
        candidates: &[(Box<Candidate>, Adopted)],
    ) -> QueryResult<Taken> {
        let rows: Vec<_> = open.iter().filter_map(|i| candidates.get(*i)).map(|(c, _)| &c.row).collect();
        let ids: Vec<&str> = rows.iter().map(|row| row.submission_id.as_str()).collect();
        let keys: Vec<&str> = rows.iter().map(|row| row.submission_key.as_str()).collect();
        let jobs: Vec<&str> = rows.iter().map(|row| row.job_id.as_str()).collect();
        let taken = ledger.taken(conn, &ids, &keys, &jobs).await?;
        let of =
            |what: &str| taken.iter().filter(|taken| taken.what == what).map(|taken| taken.value.clone()).collect();
        Ok(Taken { ids: of("id"), keys: of("key"), jobs: of("job") })
    }
}

/// Inserts what belongs to the new submissions: their media, and the failed jobs of the old app.
async fn add_parts(
    conn: &mut AsyncPgConnection,
    ledger: &Ledger,
    candidates: &[(Box<Candidate>, Adopted)],
    made: &ImportedRows,
) -> QueryResult<Vec<NewMedia>> {
    let (mut media, mut uploads, mut work) = (Vec::new(), Vec::new(), Vec::new());
    for (candidate, adopted) in candidates {
        let Some(&key) = made.get(&candidate.row.submission_id) else { continue };
        media.extend(adopted.media(ledger.organisation, key));
        uploads.extend(adopted.uploads(ledger.organisation, key));
        work.extend(candidate.failed_work(key));
    }
    if !media.is_empty() {
        store::legacy_media::add(conn, &media).await?;
    }
    if !uploads.is_empty() {
        store::uploads::add_unless_there(conn, &uploads).await?;
    }
    store::migration::imported::add_failed_work(conn, ledger.organisation, &work).await?;
    fail::fail_point!("import.parts_added");
    Ok(media)
}

/// The state of each candidate: imported if a row was inserted, else the result of the comparison.
async fn settle(
    conn: &mut AsyncPgConnection,
    ledger: &Ledger,
    candidates: Vec<(Box<Candidate>, Adopted)>,
    made: &ImportedRows,
) -> QueryResult<Vec<(NewRecord, Class)>> {
    let mut settled = Vec::with_capacity(candidates.len());
    let (mut others, mut first) = (Vec::new(), HashMap::new());
    for (candidate, _) in candidates {
        let id = candidate.row.submission_id.clone();
        match made.get(&id) {
            // Of two records with the same id in one batch, the first one was inserted.
            Some(key) if !first.contains_key(&id) => {
                let record = NewRecord { submission_id: Some(*key), ..candidate.record };
                first.insert(id, origin(ledger, &record));
                settled.push((record, Class::Imported));
            }
            _ => others.push(candidate),
        }
    }
    if others.is_empty() {
        return Ok(settled);
    }
    let ids: Vec<&str> = others.iter().map(|candidate| candidate.row.submission_id.as_str()).collect();
    let existing = ledger.existing(conn, &ids).await?;
    let mut origins = ledger.origins(conn, &ids).await?;
    origins.extend(first.into_values());
    let existing: HashMap<&str, &Existing> = existing.iter().map(|row| (row.submission_id.as_str(), row)).collect();
    for candidate in &others {
        let existing = existing.get(candidate.row.submission_id.as_str()).copied();
        settled.push(compare(ledger.source, candidate, existing, &origins));
    }
    Ok(settled)
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
fn compare(source: i64, candidate: &Candidate, existing: Option<&Existing>, origins: &[Origin]) -> (NewRecord, Class) {
    let record = candidate.record.clone();
    let quarantined = |detail: String| {
        let facts = serde_json::json!({ "detail": detail });
        let (state, reason) = (RecordState::Quarantined.as_str(), Some(word(QuarantineReason::DuplicateId)));
        (NewRecord { state, reason, facts, ..candidate.record.clone() }, Class::Quarantined)
    };
    let Some(existing) = existing else { return quarantined("it belongs to another organisation".to_owned()) };
    let mut same_id = origins.iter().filter(|origin| record.record_id.as_deref() == Some(&origin.record_id));
    let is_copy = same_id.clone().any(|origin| origin.sha256.is_some() && origin.sha256 == record.sha256);
    let submission_id = Some(existing.id);
    if is_copy || candidate.equals(existing) {
        let is_live = existing.created_at_source == "server";
        let state = if is_live && !is_copy { RecordState::Written } else { RecordState::Imported };
        let there = NewRecord { state: state.as_str(), submission_id, run_id: None, ..record };
        return (there, Class::AlreadyThere);
    }
    if let Some(twin) = same_id.find(|origin| origin.source_id == source && origin.name != record.name) {
        return quarantined(twin.name.clone());
    }
    (NewRecord { state: RecordState::Divergent.as_str(), submission_id, ..record }, Class::Divergent)
}
