//! The audit log: append-only rows about who did what. `list` reads it for pages, `seals` and
//! `checkpoints` for verification.

pub mod checkpoints;
pub mod list;
pub mod seals;

use super::schema::{audit_logs, users};
use crate::domain::audit::{
    actions::LoggedAction,
    proof::{Content, Keys},
};
use diesel::{prelude::*, sql_types};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use ipnet::IpNet;
use rand::Rng;
use serde_json::Value;
use time::{Date, OffsetDateTime};

/// A row to add. `resource_id` is the database key of the resource.
pub struct NewAudit<'a> {
    pub organisation_id: i64,
    pub user_id: Option<i64>,
    pub action: LoggedAction,
    pub resource_type: &'a str,
    pub resource_id: Option<i64>,
    pub details: Value,
    pub ip_address: Option<IpNet>,
    pub user_agent: Option<&'a str>,
    pub created_at: OffsetDateTime,
    /// The keys for the message authentication code of the row.
    pub keys: &'a Keys,
}

/// A row with its message authentication code.
#[derive(Insertable)]
// NULL instead of DEFAULT for absent values: the text of a statement with DEFAULT varies, so it would not be found in
// the cache of prepared statements and would be planned again for each row.
#[diesel(table_name = audit_logs, treat_none_as_default_value = false)]
pub struct AuditRowWithMac<'a> {
    pub(super) organisation_id: i64,
    pub(super) user_id: Option<i64>,
    pub(super) action: &'a LoggedAction,
    pub(super) resource_type: &'a str,
    pub(super) resource_id: Option<i64>,
    pub(super) details: &'a Value,
    pub(super) ip_address: Option<IpNet>,
    pub(super) user_agent: Option<&'a str>,
    pub(super) created_at: OffsetDateTime,
    pub(super) mac: Vec<u8>,
}

impl NewAudit<'_> {
    pub fn with_mac(&self) -> AuditRowWithMac<'_> {
        let mut nonce = [0; 16];
        rand::rng().fill_bytes(&mut nonce);
        // Truncated to microseconds, the precision of the database: the code must match the row as it is read back.
        let at = self.created_at;
        let created_at = at.replace_nanosecond(at.nanosecond() / 1_000 * 1_000).unwrap_or(at);
        let content = Content {
            organisation_id: self.organisation_id,
            user_id: self.user_id,
            action: self.action.as_str(),
            resource_type: self.resource_type,
            resource_id: self.resource_id,
            details: &self.details,
            ip_address: self.ip_address.map(|ip| ip.to_string()),
            user_agent: self.user_agent,
            created_at,
        };
        AuditRowWithMac {
            organisation_id: self.organisation_id,
            user_id: self.user_id,
            action: &self.action,
            resource_type: self.resource_type,
            resource_id: self.resource_id,
            details: &self.details,
            ip_address: self.ip_address,
            user_agent: self.user_agent,
            created_at,
            mac: content.mac(self.keys, nonce),
        }
    }
}

/// Adds a row. Takes a shared connection, so that the statement can be pipelined with another one.
pub async fn add(mut conn: &AsyncPgConnection, row: &NewAudit<'_>) -> QueryResult<()> {
    diesel::insert_into(audit_logs::table).values(row.with_mac()).execute(&mut conn).await.map(drop)
}

/// The history of one resource, oldest first: action, time, name of the user, details. Limited to the newest 200 rows.
pub async fn history(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    kind: &str,
    key: i64,
) -> QueryResult<Vec<(LoggedAction, OffsetDateTime, Option<String>, Value)>> {
    let mut rows = audit_logs::table
        .left_join(users::table.on(audit_logs::user_id.eq(users::id.nullable())))
        .filter(audit_logs::organisation_id.eq(organisation))
        .filter(audit_logs::resource_type.eq(kind))
        .filter(audit_logs::resource_id.eq(key))
        .order((audit_logs::created_at.desc(), audit_logs::id.desc()))
        .limit(200)
        .select((audit_logs::action, audit_logs::created_at, users::full_name.nullable(), audit_logs::details))
        .load::<(LoggedAction, OffsetDateTime, Option<String>, Value)>(conn)
        .await?;
    rows.reverse();
    Ok(rows)
}

/// Creates the partitions of this month and the next three. Idempotent, also if two instances call it at once. A
/// function of the database does it, because the app's role may not create tables.
pub async fn make_partitions(conn: &mut AsyncPgConnection, today: Date) -> QueryResult<()> {
    diesel::sql_query("SELECT make_audit_partitions($1)")
        .bind::<sql_types::Date, _>(today)
        .execute(conn)
        .await
        .map(drop)
}

#[derive(QueryableByName)]
struct PartitionName {
    #[diesel(sql_type = sql_types::Text)]
    month: String,
}

/// The months that have a partition, as `2026-03`, oldest first.
pub async fn months(conn: &mut AsyncPgConnection) -> QueryResult<Vec<String>> {
    let query = "SELECT replace(right(relname, 7), '_', '-') AS month FROM pg_inherits JOIN pg_class ON oid = inhrelid
        WHERE inhparent = 'audit_logs'::regclass AND relname ~ '^audit_logs_[0-9]{4}_[0-9]{2}$' ORDER BY 1";
    let rows: Vec<PartitionName> = diesel::sql_query(query).load(conn).await?;
    Ok(rows.into_iter().map(|row| row.month).collect())
}
