//! The list of submissions with filters, sort orders and pages.

use super::super::{actor::Actor, pending_submissions, search_terms};
pub use crate::domain::submission_filter::{Filter, Reference, Sort, StatusFilter};
use crate::{
    app::App,
    domain::{
        ids::{ModuleSlug, SubmissionId},
        near_spelling::near_spelling,
        problem::Problem,
        submission::Status,
    },
    store::{
        self,
        list::{ListFilter, ListRow, order::PageCursor},
        pool::Connection,
    },
};
use time::{Date, OffsetDateTime};

/// Rows on one page of the list.
pub const PAGE: usize = 50;
/// A row of the list.
#[derive(Clone, Debug)]
pub struct SubmissionSummary {
    pub id: SubmissionId,
    pub module: ModuleSlug,
    pub status: Status,
    pub site_name: String,
    pub visit_date: Option<Date>,
    pub created_at: OffsetDateTime,
    pub item_count: i32,
    pub photo_count: i32,
    /// It is completed, and has no reports.
    pub without_reports: bool,
    /// How many photos and signatures its reports lack, because the files were missing.
    pub missing_files: i32,
    /// The score of its checks in percent, and whether it has passed, if there are checks and a pass mark.
    pub score_percent: Option<i16>,
    pub has_passed: Option<bool>,
    /// The name or e-mail address of the sender; none without an account, or if it was not asked for.
    pub sender: Option<String>,
}

impl SubmissionSummary {
    pub fn standing(&self) -> StatusFilter {
        StatusFilter::of(self.status, self.without_reports)
    }
}

#[derive(Clone, Debug)]
pub struct ListPage {
    /// At most [`PAGE`].
    pub rows: Vec<SubmissionSummary>,
    /// The value of `after` for the next page.
    pub next: Option<String>,
    /// The list is of failed reports, and some are of imported submissions.
    pub failed_imported: bool,
    /// The search text is the reference of this pending submission.
    pub pending: Option<SubmissionId>,
    /// Nothing was found, and this search text is near to the one that was searched for.
    pub near: Option<NearSearch>,
}

/// The search texts in a spelling that known sites have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NearSearch {
    pub q: Option<String>,
    pub site: Option<String>,
}

/// Whether `after` of a filter, if set, is a valid cursor. Pages fall back to the first page; an API client would then
/// loop forever, so it gets an error.
pub fn is_valid_cursor(filter: &Filter) -> bool {
    let known = match page_cursor(filter.order(), filter.after.as_deref()) {
        PageCursor::Newest(at) | PageCursor::Oldest(at) => at.is_some(),
        PageCursor::VisitNewest(at) | PageCursor::VisitOldest(at) => at.is_some(),
        PageCursor::Site(at) => at.is_some(),
        PageCursor::ScoreLowest(at) | PageCursor::ScoreHighest(at) => at.is_some(),
    };
    known || filter.after.is_none()
}

/// One page of the list, in a fixed number of queries, with the senders if they are shown.
pub async fn list(app: &App, actor: &Actor, filter: &Filter, with_senders: bool) -> Result<ListPage, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let (rows, next) = match with_senders {
        true => {
            let (rows, next) = page_with_senders(&mut conn, actor, filter, PAGE).await?;
            let summary = |(row, sender)| SubmissionSummary { sender, ..SubmissionSummary::from(row) };
            (rows.into_iter().map(summary).collect(), next)
        }
        false => summaries(&mut conn, actor, filter, PAGE).await?,
    };
    let near = match rows.is_empty() && filter.after.is_none() {
        true => near_search(&mut conn, actor, filter).await?,
        false => None,
    };
    let found = list_page(&mut conn, actor, filter, rows, next).await?;
    Ok(ListPage { near, ..found })
}

/// One page of another size, without senders.
pub async fn list_of(app: &App, actor: &Actor, filter: &Filter, size: usize) -> Result<ListPage, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let (rows, next) = summaries(&mut conn, actor, filter, size).await?;
    list_page(&mut conn, actor, filter, rows, next).await
}

async fn summaries(
    conn: &mut Connection,
    actor: &Actor,
    filter: &Filter,
    size: usize,
) -> Result<(Vec<SubmissionSummary>, Option<String>), Problem> {
    let (rows, next) = page(conn, actor, filter, size).await?;
    Ok((rows.into_iter().map(SubmissionSummary::from).collect(), next))
}

/// What was searched for, as the sites of the newest submissions are spelled.
async fn near_search(conn: &mut Connection, actor: &Actor, filter: &Filter) -> Result<Option<NearSearch>, Problem> {
    let q = filter.q.as_deref().filter(|_| filter.reference().is_none());
    if q.is_none() && filter.site.is_none() {
        return Ok(None);
    }
    let mut names = store::list::site_names(conn, actor.organisation_id, &actor.reach).await?;
    names.sort_unstable();
    names.dedup();
    let near = |text: &str| near_spelling(text, names.iter().map(String::as_str));
    let found = NearSearch { q: q.and_then(near), site: filter.site.as_deref().and_then(near) };
    Ok((found != NearSearch::default()).then_some(found))
}

async fn list_page(
    conn: &mut Connection,
    actor: &Actor,
    filter: &Filter,
    rows: Vec<SubmissionSummary>,
    next: Option<String>,
) -> Result<ListPage, Problem> {
    let failed = filter.standing == Some(StatusFilter::Is(Status::Failed)) && !rows.is_empty();
    let failed_imported =
        failed && !store::submissions::failed_imported(conn, actor.organisation_id, &actor.reach, 1).await?.is_empty();
    let pending = match filter.reference() {
        Some(Reference::Submission(id)) if rows.is_empty() => {
            let found = store::pending_submissions::by_id(conn, actor.organisation_id, &id).await?;
            found.filter(|(row, _)| pending_submissions::is_in_scope(actor, &row.module, &row.site_name)).map(|_| id)
        }
        _ => None,
    };
    Ok(ListPage { rows, next, failed_imported, pending, near: None })
}

/// At most `size` rows, and the cursor of the next page if there is one.
async fn page(
    conn: &mut Connection,
    actor: &Actor,
    filter: &Filter,
    size: usize,
) -> Result<(Vec<ListRow>, Option<String>), Problem> {
    let senders = senders(conn, actor, filter).await?;
    let statuses = statuses(filter);
    let narrow = narrowed(actor, filter, &statuses, senders.as_deref());
    let place = page_cursor(filter.order(), filter.after.as_deref());
    let rows = store::list::page(conn, actor.organisation_id, &narrow, &place, size as i64 + 1).await?;
    Ok(cut(rows, size, |row| cursor(filter.order(), row)))
}

/// The same with the sender of each row.
pub(super) async fn page_with_senders(
    conn: &mut Connection,
    actor: &Actor,
    filter: &Filter,
    size: usize,
) -> Result<(Vec<(ListRow, Option<String>)>, Option<String>), Problem> {
    let senders = senders(conn, actor, filter).await?;
    let statuses = statuses(filter);
    let narrow = narrowed(actor, filter, &statuses, senders.as_deref());
    let place = page_cursor(filter.order(), filter.after.as_deref());
    let rows = store::list::page_with_senders(conn, actor.organisation_id, &narrow, &place, size as i64 + 1).await?;
    Ok(cut(rows, size, |(row, _)| cursor(filter.order(), row)))
}

/// The users that the filter names.
async fn senders(conn: &mut Connection, actor: &Actor, filter: &Filter) -> Result<Option<Vec<i64>>, Problem> {
    match &filter.inspector {
        Some(part) => Ok(Some(store::senders::named(conn, actor.organisation_id, part).await?)),
        None => Ok(None),
    }
}

fn statuses(filter: &Filter) -> Vec<Status> {
    filter.standing.map(StatusFilter::statuses).unwrap_or_default()
}

fn narrowed<'a>(
    actor: &'a Actor,
    filter: &'a Filter,
    statuses: &'a [Status],
    senders: Option<&'a [i64]>,
) -> ListFilter<'a> {
    ListFilter {
        module: filter.module.as_ref(),
        from: filter.from,
        to: filter.to,
        statuses,
        has_passed: filter.has_passed,
        score_below: filter.score_below,
        words: search_terms::query(filter),
        without_reports: filter.standing.and_then(StatusFilter::without_reports),
        reference: filter.reference(),
        senders,
        reach: Some(&actor.reach),
    }
}

/// The rows of a page, and the cursor of the next one.
fn cut<T>(mut rows: Vec<T>, size: usize, cursor: impl Fn(&T) -> String) -> (Vec<T>, Option<String>) {
    let more = rows.len() > size;
    rows.truncate(size);
    let next = rows.last().filter(|_| more).map(cursor);
    (rows, next)
}

impl From<ListRow> for SubmissionSummary {
    fn from(row: ListRow) -> SubmissionSummary {
        SubmissionSummary {
            id: row.submission_id,
            module: row.module,
            status: row.status,
            site_name: row.site_name,
            visit_date: row.visit_date,
            created_at: row.created_at,
            item_count: row.item_count,
            photo_count: row.photo_count,
            without_reports: row.without_reports,
            missing_files: row.missing_files,
            score_percent: row.score_percent,
            has_passed: row.has_passed,
            sender: None,
        }
    }
}

/// The cursor at the end of a page: the sort value, and the key that orders equal values.
fn cursor(sort: Sort, last: &ListRow) -> String {
    let value = match sort {
        Sort::Newest | Sort::Oldest => (last.created_at.unix_timestamp_nanos() / 1_000).to_string(),
        Sort::VisitNewest | Sort::VisitOldest => last.visit_date.unwrap_or(NO_VISIT).to_julian_day().to_string(),
        Sort::Site => hex::encode(&last.site_key),
        // The order has only rows with a score.
        Sort::ScoreLowest | Sort::ScoreHighest => last.score_percent.unwrap_or_default().to_string(),
    };
    format!("{value}-{}", last.id)
}

/// How the database sorts a submission without a visit date.
const NO_VISIT: Date = time::macros::date!(0001 - 01 - 01);

fn page_cursor(sort: Sort, after: Option<&str>) -> PageCursor {
    let parts = after.and_then(|text| text.rsplit_once('-'));
    let parts = parts.and_then(|(value, id)| Some((value, id.parse::<i64>().ok()?)));
    let time = || {
        let (value, id) = parts?;
        let micros: i128 = value.parse::<i64>().ok()?.into();
        let at = OffsetDateTime::from_unix_timestamp_nanos(micros * 1_000).ok()?;
        // The database has no years before 1.
        (at.year() > 0).then_some((at, id))
    };
    let date = || {
        let (value, id) = parts?;
        let day = Date::from_julian_day(value.parse().ok()?).ok()?;
        (day.year() > 0).then_some((day, id))
    };
    let score = || {
        let (value, id) = parts?;
        Some((value.parse::<i16>().ok()?, id))
    };
    match sort {
        Sort::Newest => PageCursor::Newest(time()),
        Sort::Oldest => PageCursor::Oldest(time()),
        Sort::VisitNewest => PageCursor::VisitNewest(date()),
        Sort::VisitOldest => PageCursor::VisitOldest(date()),
        Sort::ScoreLowest => PageCursor::ScoreLowest(score()),
        Sort::ScoreHighest => PageCursor::ScoreHighest(score()),
        Sort::Site => PageCursor::Site(parts.and_then(|(value, id)| {
            Some((String::from_utf8(hex::decode(value).ok()?).ok().filter(|key| !key.contains('\0'))?, id))
        })),
    }
}
