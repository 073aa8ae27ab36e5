//! The audit log: who did what to which thing. Append-only.

use super::schema::{audit_logs, users};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use ipnet::IpNet;
use serde_json::Value;
use time::{Date, Month, OffsetDateTime};

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

/// Only one instance makes partitions at a time: "if not exists" alone lets two try, and the second one fails.
const PARTITIONS_LOCK: i64 = 0x696e_6a61_6175_6474;

/// Makes the partitions of this month and the next three. Safe to repeat; two instances at once are safe as well.
pub async fn make_partitions(conn: &mut AsyncPgConnection, today: Date) -> QueryResult<()> {
    let mut first = Date::from_calendar_date(today.year(), today.month(), 1).unwrap_or(today);
    for _ in 0..4 {
        let next = next_month(first);
        let name = format!("audit_logs_{:04}_{:02}", first.year(), u8::from(first.month()));
        conn.batch_execute(&format!(
            "SELECT pg_advisory_xact_lock({PARTITIONS_LOCK}); \
             CREATE TABLE IF NOT EXISTS {name} PARTITION OF audit_logs FOR VALUES FROM ('{}') TO ('{}')",
            crate::domain::answers::iso(first),
            crate::domain::answers::iso(next),
        ))
        .await?;
        first = next;
    }
    Ok(())
}

fn next_month(first: Date) -> Date {
    let (year, month) = match first.month() {
        Month::December => (first.year() + 1, Month::January),
        month => (first.year(), month.next()),
    };
    Date::from_calendar_date(year, month, 1).unwrap_or(first)
}
