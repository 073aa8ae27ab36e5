//! The list of actions with its filters, the board, and their export.

use super::model::ListedAction;
use crate::{
    app::App,
    domain::{
        action::{ActionGroup, ActionStatus, Severity},
        ids::ModuleSlug,
        problem::Problem,
        report::Cell,
    },
    i18n::Texts,
    reports::xlsx::{self, Table},
    services::{actor::Actor, search_terms},
    store::{
        self,
        actions::list::{ActionCursor, ActionFilter},
    },
};
use time::Date;

/// Actions on one page.
pub const PAGE: usize = 50;
/// Actions in one column of the board.
pub const CARDS: usize = 20;
/// Counts are exact up to this number.
pub const COUNTED: i64 = 1_000;
/// The most rows of an export.
pub const EXPORTED: usize = 10_000;

/// What is listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// `None`: what is open.
    pub group: Option<ActionGroup>,
    /// Only those of the reader.
    pub is_mine: bool,
    /// Only those whose day has passed.
    pub is_overdue: bool,
    /// Only those about a finding that recurs.
    pub is_recurring: bool,
    pub severity: Option<Severity>,
    pub module: Option<ModuleSlug>,
    /// How the name of the site begins.
    pub site: Option<String>,
    /// The cursor of the page before: `2026-12-01.17`.
    pub after: Option<ActionCursor>,
}

pub struct ActionPage {
    pub rows: Vec<ListedAction>,
    pub next: Option<ActionCursor>,
}

/// One column of the board.
pub struct BoardColumn {
    pub status: ActionStatus,
    /// Counted up to [`COUNTED`].
    pub count: i64,
    pub cards: Vec<ListedAction>,
}

/// Calls a query with the filter of the store.
fn stored<'a>(
    filter: &'a Filter,
    site: Option<&'a str>,
    actor: &'a Actor,
    statuses: &'a [ActionStatus],
    today: Date,
) -> ActionFilter<'a> {
    ActionFilter {
        statuses,
        // A member without an account has no actions; no row has this id.
        owner: filter.is_mine.then(|| actor.user_id.unwrap_or(-1)),
        due_before: filter.is_overdue.then_some(today),
        severity: filter.severity,
        recurring: filter.is_recurring,
        module: filter.module.as_ref(),
        site,
        reach: Some((&actor.reach, actor.user_id)),
    }
}

fn statuses(filter: &Filter) -> &'static [ActionStatus] {
    match filter.group.unwrap_or(ActionGroup::Open) {
        // No condition at all, so that the index of everything is used.
        ActionGroup::All => &[],
        // Only what is open can be overdue.
        _ if filter.is_overdue => ActionGroup::Open.statuses(),
        group => group.statuses(),
    }
}

/// One page of the list. `today` is the day of the reader.
pub async fn page(app: &App, actor: &Actor, filter: &Filter, today: Date) -> Result<ActionPage, Problem> {
    read(app, actor, filter, today, PAGE).await
}

/// All rows of the list, up to [`EXPORTED`].
pub async fn export(app: &App, actor: &Actor, filter: &Filter, today: Date) -> Result<Vec<ListedAction>, Problem> {
    Ok(read(app, actor, &Filter { after: None, ..filter.clone() }, today, EXPORTED).await?.rows)
}

async fn read(app: &App, actor: &Actor, filter: &Filter, today: Date, limit: usize) -> Result<ActionPage, Problem> {
    let site = filter.site.as_deref().map(search_terms::site_key);
    let wanted = stored(filter, site.as_deref(), actor, statuses(filter), today);
    let mut conn = actor.connection(&app.pool).await?;
    let most = i64::try_from(limit + 1).unwrap_or(i64::MAX);
    let mut rows = store::actions::list::page(&mut conn, actor.organisation_id, &wanted, filter.after, most).await?;
    let has_more = rows.len() > limit;
    rows.truncate(limit);
    Ok(ActionPage {
        next: rows.last().filter(|_| has_more).map(|(row, _)| (row.due_on, row.id)),
        rows: rows.iter().map(|(row, owner)| ListedAction::new(row, owner.clone())).collect(),
    })
}

/// A list as a workbook: `rows` have a cell for each of `columns`.
pub async fn workbook(
    texts: Texts,
    title: &str,
    columns: Vec<String>,
    rows: Vec<Vec<Cell>>,
) -> Result<Vec<u8>, Problem> {
    let table = Table { title: title.to_owned(), columns, rows };
    // Ten thousand rows take more time than a task may keep its thread.
    let made = tokio::task::spawn_blocking(move || xlsx::table(texts, &table)).await;
    made.map_err(|stopped| Problem::Internal(stopped.into()))?.map_err(Problem::Internal)
}

/// The board: the first actions of each status that is not closed, and of what was verified.
pub async fn board(app: &App, actor: &Actor, filter: &Filter, today: Date) -> Result<Vec<BoardColumn>, Problem> {
    let site = filter.site.as_deref().map(search_terms::site_key);
    let mut conn = actor.connection(&app.pool).await?;
    let mut columns = Vec::new();
    for status in [ActionStatus::Open, ActionStatus::InProgress, ActionStatus::Done, ActionStatus::Verified] {
        let one = [status];
        let wanted = stored(filter, site.as_deref(), actor, &one, today);
        let most = i64::try_from(CARDS).unwrap_or(i64::MAX);
        let rows = store::actions::list::page(&mut conn, actor.organisation_id, &wanted, None, most).await?;
        let count = store::actions::list::count(&mut conn, actor.organisation_id, &wanted, COUNTED).await?;
        let cards = rows.iter().map(|(row, owner)| ListedAction::new(row, owner.clone())).collect();
        columns.push(BoardColumn { status, count, cards });
    }
    Ok(columns)
}

/// How many open actions of the member are overdue, and how many are open at all.
pub async fn own_counts(app: &App, actor: &Actor, today: Date) -> Result<(i64, i64), Problem> {
    let filter = Filter { is_mine: true, ..Filter::default() };
    let open = stored(&filter, None, actor, ActionGroup::Open.statuses(), today);
    let overdue = ActionFilter { due_before: Some(today), ..open.clone() };
    let mut conn = actor.connection(&app.pool).await?;
    let overdue = store::actions::list::count(&mut conn, actor.organisation_id, &overdue, COUNTED).await?;
    let open = store::actions::list::count(&mut conn, actor.organisation_id, &open, COUNTED).await?;
    Ok((overdue, open))
}
