//! Inserts the new submissions of a batch, with their media and failed jobs. Existing submissions stay unchanged.

use super::{candidate::Candidate, ledger::Ledger, media::Adopted};
use crate::store::{self, legacy_media::NewMedia};
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;
use std::collections::{HashMap, HashSet};

/// Keys of the inserted rows, by the old id.
pub(super) type ImportedRows = HashMap<String, i64>;

/// Inserts the submissions that the database does not have.
pub(super) async fn insert_submissions(
    conn: &mut AsyncPgConnection,
    ledger: &Ledger,
    candidates: &mut [(Box<Candidate>, Adopted)],
) -> QueryResult<ImportedRows> {
    let mut inserted = ImportedRows::new();
    let mut open: Vec<usize> = (0..candidates.len()).collect();
    // The second round is for those whose job id or key another submission took between the two statements.
    for _ in 0..2 {
        let taken = UsedIds::among(conn, ledger, &open, candidates).await?;
        let (mut ids, mut jobs, mut keys) = (taken.ids, taken.jobs, taken.keys);
        let mut fresh = Vec::new();
        for index in std::mem::take(&mut open) {
            let Some((candidate, _)) = candidates.get_mut(index) else { continue };
            if !ids.insert(candidate.row.submission_id.clone()) {
                continue;
            }
            if jobs.contains(&candidate.row.job_id) || keys.contains(&candidate.row.submission_key) {
                candidate.derive_ids();
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
        inserted.extend(added.into_iter().map(|row| (row.submission_id, row.id)));
        let is_open = |i: &usize| candidates.get(*i).is_some_and(|(c, _)| !inserted.contains_key(&c.row.submission_id));
        open = fresh.into_iter().filter(is_open).collect();
    }
    Ok(inserted)
}

/// Ids, keys and jobs that exist already.
#[derive(Default)]
struct UsedIds {
    ids: HashSet<String>,
    keys: HashSet<String>,
    jobs: HashSet<String>,
}

impl UsedIds {
    async fn among(
        conn: &mut AsyncPgConnection,
        ledger: &Ledger,
        open: &[usize],
        candidates: &[(Box<Candidate>, Adopted)],
    ) -> QueryResult<UsedIds> {
        let rows: Vec<_> = open.iter().filter_map(|i| candidates.get(*i)).map(|(c, _)| &c.row).collect();
        let ids: Vec<&str> = rows.iter().map(|row| row.submission_id.as_str()).collect();
        let keys: Vec<&str> = rows.iter().map(|row| row.submission_key.as_str()).collect();
        let jobs: Vec<&str> = rows.iter().map(|row| row.job_id.as_str()).collect();
        let taken = ledger.used_ids(conn, &ids, &keys, &jobs).await?;
        let of =
            |what: &str| taken.iter().filter(|taken| taken.what == what).map(|taken| taken.value.clone()).collect();
        Ok(UsedIds { ids: of("id"), keys: of("key"), jobs: of("job") })
    }
}

/// Inserts what belongs to the new submissions: their media, and the failed jobs of the legacy app.
pub(super) async fn insert_parts(
    conn: &mut AsyncPgConnection,
    ledger: &Ledger,
    candidates: &[(Box<Candidate>, Adopted)],
    inserted: &ImportedRows,
) -> QueryResult<Vec<NewMedia>> {
    let (mut media, mut uploads, mut work) = (Vec::new(), Vec::new(), Vec::new());
    for (candidate, adopted) in candidates {
        let Some(&key) = inserted.get(&candidate.row.submission_id) else { continue };
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
