//! Finding submissions again: the list with its filters, one submission with all that belongs to it, and the export.

use super::{caller::Caller, links, queue, uploads, words};
use crate::{
    app::App,
    domain::{
        answers::Answers,
        form::FormDef,
        ids::{ModuleSlug, SubmissionId},
        job::JobStatus,
        lang::Lang,
        problem::{Problem, Thing},
        submission::{Status, Submission},
        upload::Upload,
    },
    forms::Forms,
    reports::name::download_name,
    store::{
        self,
        error::connection,
        list::{ListRow, Narrow, Place},
        pool::Connection,
        submissions::SubmissionRow,
    },
};
use anyhow::anyhow;
use std::{collections::HashMap, sync::Arc};
use time::{Date, OffsetDateTime};

/// Rows of one page of the list.
pub const PAGE: usize = 50;
/// Rows that an export reads at once.
const EXPORT_PAGE: usize = 1_000;

/// What the list is narrowed to, and how it is ordered. Empty: everything, newest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    pub module: Option<ModuleSlug>,
    /// Words of the site name, each from its beginning.
    pub site: Option<String>,
    /// First visit date.
    pub from: Option<Date>,
    /// Last visit date.
    pub to: Option<Date>,
    pub standing: Option<Standing>,
    /// Words of any answer, each from its beginning.
    pub q: Option<String>,
    /// The order that somebody chose; `order` says which it is otherwise.
    pub sort: Option<Sort>,
    /// Where the page before ended, as `ListPage::next` gave it. One that makes no sense is the first page.
    pub after: Option<String>,
}

impl Filter {
    /// The order of the list. Whoever asks for visits between two days wants them by that day, and the index that
    /// finds them has them in this order.
    pub fn order(&self) -> Sort {
        let by_day = self.from.is_some() || self.to.is_some();
        self.sort.unwrap_or(if by_day { Sort::VisitNewest } else { Sort::Newest })
    }
}

/// How far a submission is, as the list can be narrowed to it: a status, or several that mean the same to a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Its reports are not made yet.
    Open,
    Is(Status),
}

impl Standing {
    pub const ALL: [Standing; 5] = [
        Standing::Open,
        Standing::Is(Status::Pending),
        Standing::Is(Status::Processing),
        Standing::Is(Status::Completed),
        Standing::Is(Status::Failed),
    ];

    /// The word in the address.
    pub fn as_str(self) -> &'static str {
        match self {
            Standing::Open => "open",
            Standing::Is(status) => status.as_str(),
        }
    }

    pub fn parse(text: &str) -> Option<Standing> {
        Standing::ALL.into_iter().find(|standing| standing.as_str() == text)
    }

    fn statuses(self) -> Vec<&'static str> {
        match self {
            Standing::Open => vec![Status::Pending.as_str(), Status::Processing.as_str()],
            Standing::Is(status) => vec![status.as_str()],
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    #[default]
    Newest,
    Oldest,
    VisitNewest,
    VisitOldest,
    Site,
}

impl Sort {
    pub const ALL: [Sort; 5] = [Sort::Newest, Sort::Oldest, Sort::VisitNewest, Sort::VisitOldest, Sort::Site];

    /// The word in the address.
    pub fn as_str(self) -> &'static str {
        match self {
            Sort::Newest => "newest",
            Sort::Oldest => "oldest",
            Sort::VisitNewest => "visit_newest",
            Sort::VisitOldest => "visit_oldest",
            Sort::Site => "site",
        }
    }

    pub fn parse(text: &str) -> Option<Sort> {
        Sort::ALL.into_iter().find(|s| s.as_str() == text)
    }
}

/// One line of the list.
#[derive(Clone, Debug)]
pub struct Row {
    pub id: SubmissionId,
    pub module: ModuleSlug,
    pub status: Status,
    pub site_name: String,
    pub visit_date: Option<Date>,
    pub created_at: OffsetDateTime,
    pub item_count: i32,
    pub photo_count: i32,
}

#[derive(Clone, Debug)]
pub struct ListPage {
    /// At most [`PAGE`].
    pub rows: Vec<Row>,
    /// What to put into `after` for the next page.
    pub next: Option<String>,
}

/// One line of an export.
#[derive(Clone, Debug)]
pub struct ExportRow {
    pub row: Row,
    /// Read as the newest version of the form asks; empty where no module was chosen.
    pub answers: Answers,
}

#[derive(Clone, Debug)]
pub struct ExportPage {
    pub rows: Vec<ExportRow>,
    pub next: Option<String>,
}

/// One submission with all that its page shows.
pub struct Shown {
    pub submission: Submission,
    /// The definition of the version it was made with.
    pub def: Arc<FormDef>,
    /// Photos and signatures, in the order of the form.
    pub uploads: Vec<Upload>,
    pub reports: Option<ReportLinks>,
    /// How far its reports are.
    pub job: JobStatus,
    pub history: Vec<Event>,
}

/// Signed links to both reports, made for this very page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportLinks {
    pub excel_url: String,
    pub pdf_url: String,
    pub expires_at: OffsetDateTime,
    pub excel_size: i64,
    pub pdf_size: i64,
}

/// One line of the history of a submission.
#[derive(Clone, Debug)]
pub struct Event {
    /// `submission.created`, `report.made`, `report.failed`, `report.opened`, `report.retried`.
    pub action: String,
    pub at: OffsetDateTime,
    pub who: Option<String>,
    pub details: serde_json::Value,
}

/// One page of the list, in two queries at most, whatever its length.
pub async fn list(app: &App, caller: &Caller, filter: &Filter) -> Result<ListPage, Problem> {
    let mut conn = connection(&app.pool).await?;
    let (rows, next) = page(&mut conn, caller, filter, PAGE).await?;
    Ok(ListPage { rows: rows.into_iter().map(row).collect::<Result<_, _>>()?, next })
}

/// The next lines of an export: call again with `after` of the last page until `next` is `None`. Submissions of one
/// chosen module come with their answers.
pub async fn export_page(app: &App, caller: &Caller, filter: &Filter) -> Result<ExportPage, Problem> {
    let mut conn = connection(&app.pool).await?;
    let (rows, next) = page(&mut conn, caller, filter, EXPORT_PAGE).await?;
    let def = filter.module.as_ref().and_then(|module| app.forms.get(module));
    let mut answers = match def {
        Some(def) => {
            let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
            let stored = store::list::answers(&mut conn, caller.organisation_id, &ids).await?;
            stored.into_iter().map(|(id, json)| (id, Answers::from_json(def, &json))).collect()
        }
        None => HashMap::new(),
    };
    let rows = rows.into_iter().map(|listed| {
        let answers = answers.remove(&listed.id).unwrap_or_default();
        Ok(ExportRow { row: row(listed)?, answers })
    });
    Ok(ExportPage { rows: rows.collect::<Result<_, Problem>>()?, next })
}

/// At most `size` rows, and where the next page begins if there is one.
async fn page(
    conn: &mut Connection,
    caller: &Caller,
    filter: &Filter,
    size: usize,
) -> Result<(Vec<ListRow>, Option<String>), Problem> {
    let statuses = filter.standing.map(Standing::statuses).unwrap_or_default();
    let narrow = Narrow {
        module: filter.module.as_ref().map(ModuleSlug::as_str),
        from: filter.from,
        to: filter.to,
        statuses: &statuses,
        words: words::query(filter),
    };
    let place = place(filter.order(), filter.after.as_deref());
    let mut rows = store::list::page(conn, caller.organisation_id, &narrow, &place, size as i64 + 1).await?;
    let more = rows.len() > size;
    rows.truncate(size);
    let next = rows.last().filter(|_| more).map(|last| cursor(filter.order(), last));
    Ok((rows, next))
}

pub(super) fn row(row: ListRow) -> Result<Row, Problem> {
    let bad = |what: &str| Problem::Internal(anyhow!("submission {}: {what}", row.id));
    Ok(Row {
        id: row.submission_id.parse().map_err(|_| bad("bad id"))?,
        module: row.module.parse().map_err(|_| bad("bad module"))?,
        status: Status::parse(&row.status).ok_or_else(|| bad("unknown status"))?,
        site_name: row.site_name,
        visit_date: row.visit_date,
        created_at: row.created_at,
        item_count: row.item_count,
        photo_count: row.photo_count,
    })
}

/// Where a page ends: the value that the list is ordered by, and the key that decides among equals.
fn cursor(sort: Sort, last: &ListRow) -> String {
    let value = match sort {
        Sort::Newest | Sort::Oldest => (last.created_at.unix_timestamp_nanos() / 1_000).to_string(),
        Sort::VisitNewest | Sort::VisitOldest => last.visit_date.unwrap_or(NO_VISIT).to_julian_day().to_string(),
        Sort::Site => hex::encode(&last.site_key),
    };
    format!("{value}-{}", last.id)
}

/// How the database orders a submission without a visit date.
const NO_VISIT: Date = time::macros::date!(0001 - 01 - 01);

fn place(sort: Sort, after: Option<&str>) -> Place {
    let parts = after.and_then(|text| text.rsplit_once('-'));
    let parts = parts.and_then(|(value, id)| Some((value, id.parse::<i64>().ok()?)));
    let time = || {
        let (value, id) = parts?;
        let micros: i128 = value.parse::<i64>().ok()?.into();
        let at = OffsetDateTime::from_unix_timestamp_nanos(micros * 1_000).ok()?;
        // Years that the database does not know cannot be asked for.
        (at.year() > 0).then_some((at, id))
    };
    let date = || {
        let (value, id) = parts?;
        let day = Date::from_julian_day(value.parse().ok()?).ok()?;
        (day.year() > 0).then_some((day, id))
    };
    match sort {
        Sort::Newest => Place::Newest(time()),
        Sort::Oldest => Place::Oldest(time()),
        Sort::VisitNewest => Place::VisitNewest(date()),
        Sort::VisitOldest => Place::VisitOldest(date()),
        Sort::Site => Place::Site(parts.and_then(|(value, id)| {
            Some((String::from_utf8(hex::decode(value).ok()?).ok().filter(|key| !key.contains('\0'))?, id))
        })),
    }
}

/// One submission, in five queries.
pub async fn show(app: &App, caller: &Caller, id: &SubmissionId) -> Result<Shown, Problem> {
    let organisation = caller.organisation_id;
    let mut conn = connection(&app.pool).await?;
    let row = store::submissions::by_id(&mut conn, organisation, id.as_str())
        .await?
        .ok_or(Problem::NotFound(Thing::Submission))?;
    let key = row.id;
    let def = definition(app, &mut conn, &row.module, row.form_version).await?;
    let submission = submission(row, &def)?;
    let files = store::uploads::of_submission(&mut conn, organisation, key).await?;
    let files = files.into_iter().map(uploads::from_row).collect::<Result<Vec<_>, _>>()?;
    let linked = store::links::of_submission(&mut conn, organisation, key).await?;
    let reports = links::report_links(app, &linked, |extension| {
        download_name(&submission.site_name, def.short.get(submission.lang), submission.visit_date, extension)
    });
    let job = store::due_work::job(&mut conn, organisation, submission.job_id.as_str())
        .await?
        .ok_or(Problem::NotFound(Thing::Submission))?;
    let job = queue::status_of(app, &submission.job_id, &job, reports.as_ref())?;
    let history = store::audit::history(&mut conn, organisation, "submission", key).await?;
    Ok(Shown {
        uploads: files.into_iter().filter(|upload| !upload.file_type.is_report()).collect(),
        history: history.into_iter().map(|(action, at, who, details)| Event { action, at, who, details }).collect(),
        submission,
        def,
        reports,
        job,
    })
}

/// The links of a submission's reports, if both are there.
pub(super) async fn links_of(
    app: &App,
    conn: &mut Connection,
    organisation: i64,
    id: &str,
) -> Result<Option<ReportLinks>, Problem> {
    let row = store::submissions::by_id(conn, organisation, id).await?.ok_or(Problem::NotFound(Thing::Submission))?;
    let def = definition(app, conn, &row.module, row.form_version).await?;
    let linked = store::links::of_submission(conn, organisation, row.id).await?;
    let lang = Lang::from_code(&row.language).unwrap_or_default();
    Ok(links::report_links(app, &linked, |extension| {
        download_name(&row.site_name, def.short.get(lang), row.visit_date, extension)
    }))
}

/// The definition of a version: the current one if it is that, else the text that was kept of it.
pub(super) async fn definition(
    app: &App,
    conn: &mut Connection,
    module: &str,
    version: i32,
) -> Result<Arc<FormDef>, Problem> {
    let current = module.parse().ok().and_then(|slug: ModuleSlug| app.forms.get(&slug).cloned());
    if let Some(def) = current.filter(|def| def.version == version) {
        return Ok(def);
    }
    let source = store::form_versions::definition_of(conn, module, version).await?;
    let origin = format!("{module}, version {version}");
    Forms::parse(&source, &origin).map(Arc::new).map_err(|complaints| Problem::Internal(anyhow!("{complaints}")))
}

pub(super) fn submission(row: SubmissionRow, def: &FormDef) -> Result<Submission, Problem> {
    let bad = |what: &str| Problem::Internal(anyhow!("submission {}: {what}", row.id));
    Ok(Submission {
        id: row.submission_id.parse().map_err(|_| bad("bad id"))?,
        module: row.module.parse().map_err(|_| bad("bad module"))?,
        form_version: row.form_version,
        status: Status::parse(&row.status).ok_or_else(|| bad("unknown status"))?,
        lang: Lang::from_code(&row.language).ok_or_else(|| bad("unknown language"))?,
        job_id: row.job_id.parse().map_err(|_| bad("bad job id"))?,
        answers: Answers::from_json(def, &row.form_data),
        site_name: row.site_name,
        visit_date: row.visit_date,
        form_data: row.form_data,
        content_hash: hex::encode(row.content_hash),
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}
