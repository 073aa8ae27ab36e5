//! The list of submissions with filters, sort orders and pages, and the export of all matches.

use super::super::{actor::Actor, pending_submissions, search_terms};
pub use crate::domain::submission_filter::{Filter, Reference, Sort, StatusFilter};
use crate::{
    app::App,
    domain::{
        answers::Answers,
        audit::actions::AuditAction,
        ids::{ModuleSlug, SubmissionId},
        problem::Problem,
        submission::Status,
    },
    store::{
        self,
        list::{ListFilter, ListRow, PageCursor},
        pool::Connection,
    },
};
use serde_json::json;
use std::collections::HashMap;
use time::{Date, OffsetDateTime};

/// Rows on one page of the list.
pub const PAGE: usize = 50;
/// Rows that an export reads at once.
const EXPORT_PAGE: usize = 1_000;

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
}

/// A row of an export.
#[derive(Clone, Debug)]
pub struct ExportRow {
    pub row: SubmissionSummary,
    /// Read with the newest form version; empty if the filter names no module.
    pub answers: Answers,
    /// The name or e-mail address of the sender; none without an account.
    pub sender: Option<String>,
}

#[derive(Clone, Debug)]
pub struct ExportPage {
    pub rows: Vec<ExportRow>,
    pub next: Option<String>,
}

/// Whether `after` of a filter, if set, is a valid cursor. Pages fall back to the first page; an API client would then
/// loop forever, so it gets an error.
pub fn is_valid_cursor(filter: &Filter) -> bool {
    let known = match page_cursor(filter.order(), filter.after.as_deref()) {
        PageCursor::Newest(at) | PageCursor::Oldest(at) => at.is_some(),
        PageCursor::VisitNewest(at) | PageCursor::VisitOldest(at) => at.is_some(),
        PageCursor::Site(at) => at.is_some(),
    };
    known || filter.after.is_none()
}

/// One page of the list, in at most two queries, independent of its length.
pub async fn list(app: &App, actor: &Actor, filter: &Filter) -> Result<ListPage, Problem> {
    list_of(app, actor, filter, PAGE).await
}

/// The same with another page size.
pub async fn list_of(app: &App, actor: &Actor, filter: &Filter, size: usize) -> Result<ListPage, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let (rows, next) = page(&mut conn, actor, filter, size).await?;
    let failed = filter.standing == Some(StatusFilter::Is(Status::Failed)) && !rows.is_empty();
    let failed_imported = failed
        && !store::submissions::failed_imported(&mut conn, actor.organisation_id, &actor.reach, 1).await?.is_empty();
    let pending = match filter.reference() {
        Some(Reference::Submission(id)) if rows.is_empty() => {
            let found = store::pending_submissions::by_id(&mut conn, actor.organisation_id, &id).await?;
            found.filter(|(row, _)| pending_submissions::is_in_scope(actor, &row.module, &row.site_name)).map(|_| id)
        }
        _ => None,
    };
    Ok(ListPage { rows: rows.into_iter().map(SubmissionSummary::from).collect(), next, failed_imported, pending })
}

/// Records an export and its filter in the audit log.
pub async fn exported(app: &App, actor: &Actor, filter: &Filter) -> Result<(), Problem> {
    let conn = actor.connection(&app.pool).await?;
    let details = json!({
        "module": filter.module, "site": filter.site, "q": filter.q,
        "from": filter.from.map(|day| day.to_string()), "to": filter.to.map(|day| day.to_string()),
        "status": filter.standing.map(StatusFilter::as_str),
    });
    let row = actor.audit_of("submissions", None, AuditAction::SubmissionsExported, details, app.clock.now());
    Ok(store::audit::add(&conn, &row).await?)
}

/// The next rows of an export: call again with `after` set to the last page's `next` until it is `None`. If the filter
/// names a module, the rows have their answers.
pub async fn export_page(app: &App, actor: &Actor, filter: &Filter) -> Result<ExportPage, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let (rows, next) = page(&mut conn, actor, filter, EXPORT_PAGE).await?;
    let def = filter.module.as_ref().and_then(|module| app.forms.get(module));
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let senders = store::list::senders(&mut conn, actor.organisation_id, &ids).await?;
    let mut senders: HashMap<i64, String> =
        senders.into_iter().map(|(id, name, email)| (id, name.unwrap_or(email))).collect();
    let mut answers = match def {
        Some(def) => {
            let stored = store::list::answers(&mut conn, actor.organisation_id, &ids).await?;
            stored.into_iter().map(|(id, json)| (id, Answers::from_json(def, &json))).collect()
        }
        None => HashMap::new(),
    };
    let rows = rows.into_iter().map(|listed| {
        let answers = answers.remove(&listed.id).unwrap_or_default();
        let sender = senders.remove(&listed.id);
        ExportRow { row: SubmissionSummary::from(listed), answers, sender }
    });
    Ok(ExportPage { rows: rows.collect(), next })
}

/// At most `size` rows, and the cursor of the next page if there is one.
async fn page(
    conn: &mut Connection,
    actor: &Actor,
    filter: &Filter,
    size: usize,
) -> Result<(Vec<ListRow>, Option<String>), Problem> {
    let statuses = filter.standing.map(StatusFilter::statuses).unwrap_or_default();
    let narrow = ListFilter {
        module: filter.module.as_ref(),
        from: filter.from,
        to: filter.to,
        statuses: &statuses,
        words: search_terms::query(filter),
        without_reports: filter.standing.and_then(StatusFilter::without_reports),
        reference: filter.reference(),
        reach: Some(&actor.reach),
    };
    let place = page_cursor(filter.order(), filter.after.as_deref());
    let mut rows = store::list::page(conn, actor.organisation_id, &narrow, &place, size as i64 + 1).await?;
    let more = rows.len() > size;
    rows.truncate(size);
    let next = rows.last().filter(|_| more).map(|last| cursor(filter.order(), last));
    Ok((rows, next))
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
        }
    }
}

/// The cursor at the end of a page: the sort value, and the key that orders equal values.
fn cursor(sort: Sort, last: &ListRow) -> String {
    let value = match sort {
        Sort::Newest | Sort::Oldest => (last.created_at.unix_timestamp_nanos() / 1_000).to_string(),
        Sort::VisitNewest | Sort::VisitOldest => last.visit_date.unwrap_or(NO_VISIT).to_julian_day().to_string(),
        Sort::Site => hex::encode(&last.site_key),
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
    match sort {
        Sort::Newest => PageCursor::Newest(time()),
        Sort::Oldest => PageCursor::Oldest(time()),
        Sort::VisitNewest => PageCursor::VisitNewest(date()),
        Sort::VisitOldest => PageCursor::VisitOldest(date()),
        Sort::Site => PageCursor::Site(parts.and_then(|(value, id)| {
            Some((String::from_utf8(hex::decode(value).ok()?).ok().filter(|key| !key.contains('\0'))?, id))
        })),
    }
}
