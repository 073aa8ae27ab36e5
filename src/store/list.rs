//! The list of submissions: filters, key-set pagination, and counts with an upper limit.
//!
//! A page starts at a cursor, not at an offset, so its cost does not depend on its number. Each order has its own
//! index; search words have another one (see the migration). The keys of a page are read first, if possible by an
//! index-only scan, then its rows: at most four short queries for any filter. `order` has the orders, `sites` the sites
//! and their visits.

pub mod order;
pub mod sites;

use order::{PageCursor, Query, after_cursor, visit};

use super::{
    schema::{jobs, submissions, users},
    submission_scope,
};
use crate::domain::{
    access::SubmissionScope,
    ids::{ModuleSlug, SubmissionId},
    submission::Status,
    submission_filter::Reference,
};
use diesel::{
    dsl::sql,
    prelude::*,
    sql_types::{Bool, Text},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use time::{Date, OffsetDateTime};

/// Up to this many matching rows are sorted. With more matches, a scan along the index of the order finds a page soon.
/// With a million rows both take less than 50 ms (`docs/performance.md`).
pub(super) const FEW: i64 = 5_000;

/// The filter of the list.
#[derive(Clone, Debug, Default)]
pub struct ListFilter<'a> {
    pub module: Option<&'a ModuleSlug>,
    pub from: Option<Date>,
    pub to: Option<Date>,
    /// Any of these; empty: any status.
    pub statuses: &'a [Status],
    pub has_passed: Option<bool>,
    /// Only scores below this.
    pub score_below: Option<i16>,
    /// A tsquery that the words of a submission must match. It also contains the other conditions that are indexed as
    /// words (module, months), so that a single index covers them.
    pub words: Option<String>,
    /// Only submissions without (true) or with reports (false).
    pub without_reports: Option<bool>,
    /// Only the submission with this id or job.
    pub reference: Option<Reference>,
    /// Only submissions of these users; `None`: of anybody.
    pub senders: Option<&'a [i64]>,
    /// The submission scope of the caller; `None`: all submissions.
    pub reach: Option<&'a SubmissionScope>,
}

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = submissions)]
pub struct ListRow {
    pub id: i64,
    pub submission_id: SubmissionId,
    pub module: ModuleSlug,
    pub status: Status,
    pub site_name: String,
    pub site_key: String,
    pub visit_date: Option<Date>,
    pub created_at: OffsetDateTime,
    pub item_count: i32,
    pub photo_count: i32,
    pub without_reports: bool,
    pub missing_files: i32,
    pub score_percent: Option<i16>,
    pub has_passed: Option<bool>,
}

pub(super) fn filtered<'a>(organisation: i64, narrow: &ListFilter<'a>) -> Query<'a> {
    let mut query = submissions::table.filter(submissions::organisation_id.eq(organisation)).into_boxed();
    if let Some(module) = narrow.module {
        query = query.filter(submissions::module.eq(module));
    }
    if let Some(from) = narrow.from {
        query = query.filter(visit().ge(from));
    }
    if let Some(to) = narrow.to {
        query = query.filter(visit().le(to)).filter(submissions::visit_date.is_not_null());
    }
    if !narrow.statuses.is_empty() {
        query = query.filter(submissions::status.eq_any(narrow.statuses));
    }
    if let Some(has_passed) = narrow.has_passed {
        // Like the predicate of the index, which the planner does not conclude from NOT has_passed.
        query = query.filter(submissions::has_passed.is_not_null()).filter(submissions::has_passed.eq(has_passed));
    }
    if let Some(below) = narrow.score_below {
        query = query.filter(submissions::score_percent.lt(below));
    }
    match narrow.without_reports {
        // Written like the predicate of the index.
        Some(true) => query = query.filter(submissions::without_reports),
        Some(false) => query = query.filter(submissions::without_reports.eq(false)),
        None => {}
    }
    match &narrow.reference {
        Some(Reference::Submission(id)) => query = query.filter(submissions::submission_id.eq(id.clone())),
        Some(Reference::Job(id)) => query = query.filter(submissions::job_id.eq(id.clone())),
        None => {}
    }
    if let Some(words) = &narrow.words {
        query = query.filter(sql::<Bool>("submissions.words @@ ").bind::<Text, _>(words.clone()).sql("::tsquery"));
    }
    if let Some(senders) = narrow.senders {
        query = query.filter(submissions::user_id.eq_any(senders.to_vec()));
    }
    if let Some(within) = narrow.reach.and_then(submission_scope::within) {
        query = query.filter(within);
    }
    query
}

/// The jobs of submissions; other jobs do not matter for the list.
#[diesel::dsl::auto_type]
pub(super) fn jobs_of_submissions(organisation: i64) -> _ {
    jobs::table.filter(jobs::organisation_id.eq(organisation)).filter(jobs::submission_id.is_not_null())
}

/// How the keys of a page are found.
enum ScanStrategy {
    /// A scan along the index of the order, with the filter applied to each row.
    IndexScan,
    /// The keys of all matching rows, which are few; they are sorted.
    MatchingKeys(Vec<i64>),
}

/// Chooses to sort if few rows match. This is queried separately because the planner cannot estimate how rare a word
/// is, and would scan a million rows in the order of the page to find one.
async fn scan_strategy(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    narrow: &ListFilter<'_>,
    place: &PageCursor,
) -> QueryResult<ScanStrategy> {
    // Every submission that is not completed has a job, and those are few. The planner does not know this: for a joined
    // query it would read a million submissions to join them with a hundred rows.
    let unfinished = !narrow.statuses.is_empty() && !narrow.statuses.contains(&Status::Completed);
    if unfinished {
        let due = jobs_of_submissions(organisation).select(jobs::submission_id);
        let due: Vec<Option<i64>> = due.limit(FEW + 1).load(conn).await?;
        if due.len() as i64 > FEW {
            return Ok(ScanStrategy::IndexScan);
        }
        let fit = filtered(organisation, narrow).filter(submissions::id.nullable().eq_any(due));
        return Ok(ScanStrategy::MatchingKeys(fit.select(submissions::id).load(conn).await?));
    }
    let by_time = matches!(place, PageCursor::Newest(_) | PageCursor::Oldest(_));
    let by_visit = matches!(place, PageCursor::VisitNewest(_) | PageCursor::VisitOldest(_));
    let dates = (narrow.from.is_some() || narrow.to.is_some()) && !by_visit;
    let by_score = matches!(place, PageCursor::ScoreLowest(_) | PageCursor::ScoreHighest(_));
    let scored = narrow.has_passed.is_some() || (narrow.score_below.is_some() && !by_score);
    // The index of a module is ordered by time, that of visit dates by visit date and that of scores by score, so these
    // need no check.
    let rare = narrow.reference.is_some() || narrow.without_reports == Some(true) || scored;
    let limited =
        rare || narrow.senders.is_some() || narrow.reach.is_some_and(|reach| *reach != SubmissionScope::Everything);
    if narrow.words.is_none() && !limited && !dates && (narrow.module.is_none() || by_time) {
        return Ok(ScanStrategy::IndexScan);
    }
    let found: Vec<i64> = filtered(organisation, narrow).select(submissions::id).limit(FEW + 1).load(conn).await?;
    Ok(if found.len() as i64 <= FEW { ScanStrategy::MatchingKeys(found) } else { ScanStrategy::IndexScan })
}

/// One page of at most `limit` rows after a cursor.
pub async fn page(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    narrow: &ListFilter<'_>,
    place: &PageCursor,
    limit: i64,
) -> QueryResult<Vec<ListRow>> {
    let keys = keys(conn, organisation, narrow, place, limit).await?;
    let rows = rows_of(organisation, &keys).select(ListRow::as_select()).load(conn).await?;
    Ok(in_order(rows, &keys, |row| row.id))
}

/// The same with the sender of each row: the name or e-mail address of the user.
pub async fn page_with_senders(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    narrow: &ListFilter<'_>,
    place: &PageCursor,
    limit: i64,
) -> QueryResult<Vec<(ListRow, Option<String>)>> {
    let keys = keys(conn, organisation, narrow, place, limit).await?;
    let rows: Vec<(ListRow, Option<String>, Option<String>)> = rows_of(organisation, &keys)
        .left_join(users::table.on(submissions::user_id.eq(users::id.nullable())))
        .select((ListRow::as_select(), users::full_name.nullable(), users::email.nullable()))
        .load(conn)
        .await?;
    let rows = rows.into_iter().map(|(row, name, email)| (row, name.or(email))).collect();
    Ok(in_order(rows, &keys, |(row, _)| row.id))
}

#[diesel::dsl::auto_type]
fn rows_of<'a>(organisation: i64, keys: &'a [i64]) -> _ {
    submissions::table.filter(submissions::organisation_id.eq(organisation)).filter(submissions::id.eq_any(keys))
}

fn in_order<T>(mut rows: Vec<T>, keys: &[i64], id: impl Fn(&T) -> i64) -> Vec<T> {
    rows.sort_by_cached_key(|row| keys.iter().position(|key| *key == id(row)));
    rows
}

/// The keys of one page, in its order.
async fn keys(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    narrow: &ListFilter<'_>,
    place: &PageCursor,
    limit: i64,
) -> QueryResult<Vec<i64>> {
    let way = scan_strategy(conn, organisation, narrow, place).await?;
    let walked = matches!(way, ScanStrategy::IndexScan);
    let fitting = match way {
        ScanStrategy::IndexScan => filtered(organisation, narrow),
        ScanStrategy::MatchingKeys(ids) => {
            filtered(organisation, &ListFilter::default()).filter(submissions::id.eq_any(ids))
        }
    };
    let query = after_cursor(fitting, place, walked);
    query.select(submissions::id).limit(limit).load(conn).await
}

/// The stored answers of these submissions. A separate query, because only exports need them.
pub async fn answers(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    ids: &[i64],
) -> QueryResult<Vec<(i64, serde_json::Value)>> {
    submissions::table
        .filter(submissions::organisation_id.eq(organisation))
        .filter(submissions::id.eq_any(ids))
        .select((submissions::id, submissions::form_data))
        .load(conn)
        .await
}

/// How many of the newest submissions the names of sites are read from.
const NEWEST: i64 = 5_000;

/// The names of sites among the newest submissions that the caller sees.
pub async fn site_names(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    reach: &SubmissionScope,
) -> QueryResult<Vec<String>> {
    let narrow = ListFilter { reach: Some(reach), ..ListFilter::default() };
    let query = after_cursor(filtered(organisation, &narrow), &PageCursor::Newest(None), true);
    query.select(submissions::site_name).limit(NEWEST).load(conn).await
}
