//! The audit log for pages: newest first, filtered, with key-set pagination. Each filter has an index in the order of
//! the page, so that the cost of a page does not depend on the number of rows.

use crate::{
    domain::{audit::actions::LoggedAction, ids::SubmissionId},
    store::schema::{audit_logs, audit_seals, memberships, submissions, users},
};
use diesel::{dsl::sql, pg::Pg, prelude::*, sql_types::Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use ipnet::IpNet;
use serde_json::Value;
use std::collections::{HashMap, HashSet};
use time::OffsetDateTime;

/// The filter of the list.
#[derive(Clone, Debug, Default)]
pub struct ListFilter<'a> {
    /// Rows of any of these users. An empty slice matches no rows.
    pub users: Option<&'a [i64]>,
    pub action: Option<&'a str>,
    pub resource_type: Option<&'a str>,
    pub resource_id: Option<i64>,
    pub ip: Option<IpNet>,
    pub from: Option<OffsetDateTime>,
    /// Exclusive end of the period.
    pub until: Option<OffsetDateTime>,
}

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = audit_logs)]
pub struct ListRow {
    pub id: i64,
    pub user_id: Option<i64>,
    pub action: LoggedAction,
    pub resource_type: String,
    pub resource_id: Option<i64>,
    pub details: Value,
    pub ip_address: Option<IpNet>,
    pub user_agent: Option<String>,
    pub created_at: OffsetDateTime,
}

type Query<'a> = audit_logs::BoxedQuery<'a, Pg>;

fn filtered<'a>(organisation: i64, narrow: &ListFilter<'a>) -> Query<'a> {
    let mut query = audit_logs::table.filter(audit_logs::organisation_id.eq(organisation)).into_boxed();
    match narrow.users {
        // The rows of one user are in index order; those of several users are sorted.
        Some([user]) => query = query.filter(audit_logs::user_id.eq(*user)),
        Some(users) => query = query.filter(audit_logs::user_id.eq_any(users)),
        None => {}
    }
    if let Some(action) = narrow.action {
        query = query.filter(audit_logs::action.eq(action));
    }
    if let Some(kind) = narrow.resource_type {
        query = query.filter(audit_logs::resource_type.eq(kind));
    }
    if let Some(key) = narrow.resource_id {
        query = query.filter(audit_logs::resource_id.eq(key));
    }
    if let Some(ip) = narrow.ip {
        query = query.filter(audit_logs::ip_address.eq(ip));
    }
    if let Some(from) = narrow.from {
        query = query.filter(audit_logs::created_at.ge(from));
    }
    if let Some(until) = narrow.until {
        query = query.filter(audit_logs::created_at.lt(until));
    }
    query
}

/// At most `limit` rows after a cursor, newest first.
pub async fn page(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    narrow: &ListFilter<'_>,
    after: Option<(OffsetDateTime, i64)>,
    limit: i64,
) -> QueryResult<Vec<ListRow>> {
    let mut query = filtered(organisation, narrow);
    if let Some((at, last)) = after {
        // The first condition is the start of the index range, the second one excludes rows with the same time.
        let behind = audit_logs::created_at.lt(at).or(audit_logs::id.lt(last));
        query = query.filter(audit_logs::created_at.le(at)).filter(behind);
    }
    query
        .order((audit_logs::created_at.desc(), audit_logs::id.desc()))
        .limit(limit)
        .select(ListRow::as_select())
        .load(conn)
        .await
}

/// The ids of those rows that are sealed.
pub async fn sealed(conn: &mut AsyncPgConnection, rows: &[ListRow]) -> QueryResult<HashSet<i64>> {
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let found = audit_seals::table.filter(audit_seals::audit_id.eq_any(ids)).select(audit_seals::audit_id);
    found.load(conn).await.map(|ids: Vec<i64>| ids.into_iter().collect())
}

/// Name and e-mail address of users, by key.
pub async fn people(conn: &mut AsyncPgConnection, ids: &[i64]) -> QueryResult<HashMap<i64, (Option<String>, String)>> {
    let found = users::table.filter(users::id.eq_any(ids)).select((users::id, users::full_name, users::email));
    let rows: Vec<(i64, Option<String>, String)> = found.load(conn).await?;
    Ok(rows.into_iter().map(|(id, name, email)| (id, (name, email))).collect())
}

/// The keys of members whose name or e-mail address contains the text, at most `limit`.
pub async fn people_like(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    text: &str,
    limit: i64,
) -> QueryResult<Vec<i64>> {
    let escaped = text.to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    let like = format!("%{escaped}%");
    memberships::table
        .inner_join(users::table)
        .filter(memberships::organisation_id.eq(organisation))
        .filter(sql::<Text>("lower(users.email || ' ' || coalesce(users.full_name, ''))").like(like))
        .select(users::id)
        .limit(limit)
        .load(conn)
        .await
}

/// The public ids of submissions, by key.
pub async fn submission_ids(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    keys: &[i64],
) -> QueryResult<HashMap<i64, SubmissionId>> {
    let tenant_rows = submissions::table.filter(submissions::organisation_id.eq(organisation));
    let rows: Vec<(i64, SubmissionId)> = tenant_rows
        .filter(submissions::id.eq_any(keys))
        .select((submissions::id, submissions::submission_id))
        .load(conn)
        .await?;
    Ok(rows.into_iter().collect())
}

/// The key of a submission, by its public id.
pub async fn submission_key(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    id: &SubmissionId,
) -> QueryResult<Option<i64>> {
    let tenant_rows = submissions::table.filter(submissions::organisation_id.eq(organisation));
    tenant_rows.filter(submissions::submission_id.eq(id)).select(submissions::id).first(conn).await.optional()
}
