//! The list of actions: filters, key-set pages in the order of due days, and counts with an upper limit.

use super::{ActionRow, visible, with_owners};
use crate::{
    domain::{
        access::SubmissionScope,
        action::{ActionStatus, Severity},
        ids::ModuleSlug,
    },
    store::schema::actions,
};
use diesel::{dsl::sql, pg::Pg, prelude::*, sql_types::Bool};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use time::Date;

/// Which actions are listed; an absent value lists any.
#[derive(Clone, Debug, Default)]
pub struct ActionFilter<'a> {
    pub statuses: &'a [ActionStatus],
    pub owner: Option<i64>,
    /// Due before this day.
    pub due_before: Option<Date>,
    pub severity: Option<Severity>,
    /// Only those about a finding that recurs.
    pub recurring: bool,
    pub module: Option<&'a ModuleSlug>,
    /// How the folded name of the site begins.
    pub site: Option<&'a str>,
    /// Scope and user id of the member who reads.
    pub reach: Option<(&'a SubmissionScope, Option<i64>)>,
}

/// The due day and the key of the last action of the page before.
pub type ActionCursor = (Date, i64);

fn filtered<'a>(organisation: i64, filter: &ActionFilter<'a>) -> actions::BoxedQuery<'a, Pg> {
    let (reach, user) = filter.reach.unwrap_or((&SubmissionScope::Everything, None));
    let mut query = visible(organisation, reach, user);
    if !filter.statuses.is_empty() {
        // Constants instead of parameters, so that every plan can use the partial indexes.
        let statuses: Vec<String> = filter.statuses.iter().map(|status| format!("'{}'", status.as_str())).collect();
        query = query.filter(sql::<Bool>(&format!("actions.status IN ({})", statuses.join(", "))));
    }
    if let Some(owner) = filter.owner {
        query = query.filter(actions::owner_id.eq(owner));
    }
    if let Some(day) = filter.due_before {
        query = query.filter(actions::due_on.lt(day));
    }
    if let Some(severity) = filter.severity {
        query = query.filter(actions::severity.eq(severity));
    }
    if filter.recurring {
        query = query.filter(actions::recurs);
    }
    if let Some(module) = filter.module {
        query = query.filter(actions::module.eq(module));
    }
    if let Some(site) = filter.site {
        // A range instead of LIKE: with row-level security an index only serves leakproof conditions.
        query = query.filter(actions::site_key.ge(site)).filter(actions::site_key.lt(format!("{site}\u{10ffff}")));
    }
    query
}

/// One page in the order of due days, with the names of the owners.
pub async fn page(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    filter: &ActionFilter<'_>,
    after: Option<ActionCursor>,
    limit: i64,
) -> QueryResult<Vec<(ActionRow, Option<String>)>> {
    let mut query = filtered(organisation, filter);
    if let Some((day, id)) = after {
        // The first condition is the start of the index range, the second one excludes rows of the same day.
        query = query.filter(actions::due_on.ge(day)).filter(actions::due_on.gt(day).or(actions::id.gt(id)));
    }
    let query = query.order((actions::due_on, actions::id)).limit(limit).select(ActionRow::as_select());
    let rows = query.load(conn).await?;
    with_owners(conn, rows).await
}

/// How many actions there are, counted up to `most`.
pub async fn count(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    filter: &ActionFilter<'_>,
    most: i64,
) -> QueryResult<i64> {
    let found: Vec<i64> = filtered(organisation, filter).select(actions::id).limit(most).load(conn).await?;
    Ok(i64::try_from(found.len()).unwrap_or(most))
}
