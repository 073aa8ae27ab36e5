//! The audit log: who did what to which thing. Append-only.

use super::schema::{audit_logs, users};
use diesel::{prelude::*, sql_types};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use ipnet::IpNet;
use serde_json::Value;
use time::{Date, OffsetDateTime};

/// One row to add. `resource_id` is the database key of the thing.
#[derive(Insertable)]
// NULL and not DEFAULT where there is no value: a statement with DEFAULT in it is another one each time, so it would
// be parsed and planned anew for each row.
#[diesel(table_name = audit_logs, treat_none_as_default_value = false)]
pub struct NewAudit<'a> {
    pub organisation_id: i64,
    pub user_id: Option<i64>,
    pub action: &'a str,
    pub resource_type: &'a str,
    pub resource_id: Option<i64>,
    pub details: Value,
    pub ip_address: Option<IpNet>,
    pub user_agent: Option<&'a str>,
    pub created_at: OffsetDateTime,
}

pub async fn add(conn: &mut AsyncPgConnection, row: &NewAudit<'_>) -> QueryResult<()> {
    diesel::insert_into(audit_logs::table).values(row).execute(conn).await.map(drop)
}

/// What happened to one thing, oldest first: action, time, who, details. The newest 200 are enough for a page.
pub async fn history(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    kind: &str,
    key: i64,
) -> QueryResult<Vec<(String, OffsetDateTime, Option<String>, Value)>> {
    let mut rows = audit_logs::table
        .left_join(users::table.on(audit_logs::user_id.eq(users::id.nullable())))
        .filter(audit_logs::organisation_id.eq(organisation))
        .filter(audit_logs::resource_type.eq(kind))
        .filter(audit_logs::resource_id.eq(key))
        .order((audit_logs::created_at.desc(), audit_logs::id.desc()))
        .limit(200)
        .select((audit_logs::action, audit_logs::created_at, users::full_name.nullable(), audit_logs::details))
        .load::<(String, OffsetDateTime, Option<String>, Value)>(conn)
        .await?;
    rows.reverse();
    Ok(rows)
}

/// Makes the partitions of this month and the next three. Safe to repeat; two instances at once are safe as well. The
/// database does it itself, because the app's role may not make tables.
pub async fn make_partitions(conn: &mut AsyncPgConnection, today: Date) -> QueryResult<()> {
    diesel::sql_query("SELECT make_audit_partitions($1)")
        .bind::<sql_types::Date, _>(today)
        .execute(conn)
        .await
        .map(drop)
}
