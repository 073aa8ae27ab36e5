//! The seal chain of the audit log: rows to be sealed, and seals.

use crate::{
    domain::audit::{
        actions::AuditAction,
        proof::{Content, Hash, Keys, Seal},
    },
    store::schema::audit_seals,
};
use diesel::{
    QueryableByName,
    prelude::*,
    sql_types::{Array, BigInt, Bool, Bytea, Inet, Jsonb, Nullable, Text, Timestamptz},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use ipnet::IpNet;
use serde_json::Value;
use time::OffsetDateTime;

/// The number of the advisory lock for sealing; unique within the database.
const LOCK: i64 = 0x6175_6469_7473;

/// An audit row with all columns.
#[derive(Clone, Debug, QueryableByName)]
pub struct Row {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = BigInt)]
    pub organisation_id: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub user_id: Option<i64>,
    #[diesel(sql_type = Text)]
    pub action: String,
    #[diesel(sql_type = Text)]
    pub resource_type: String,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub resource_id: Option<i64>,
    #[diesel(sql_type = Jsonb)]
    pub details: Value,
    #[diesel(sql_type = Nullable<Inet>)]
    pub ip_address: Option<IpNet>,
    #[diesel(sql_type = Nullable<Text>)]
    pub user_agent: Option<String>,
    #[diesel(sql_type = Timestamptz)]
    pub created_at: OffsetDateTime,
    #[diesel(sql_type = BigInt)]
    pub transaction_id: i64,
    #[diesel(sql_type = Nullable<Bytea>)]
    pub mac: Option<Vec<u8>>,
}

impl Row {
    fn content(&self) -> Content<'_> {
        Content {
            organisation_id: self.organisation_id,
            user_id: self.user_id,
            action: &self.action,
            resource_type: &self.resource_type,
            resource_id: self.resource_id,
            details: &self.details,
            ip_address: self.ip_address.map(|ip| ip.to_string()),
            user_agent: self.user_agent.as_deref(),
            created_at: self.created_at,
        }
    }

    pub fn hash(&self, previous: &Hash) -> Hash {
        self.content().hash(previous, self.id, self.transaction_id, self.mac.as_deref())
    }

    /// Whether the code of the row is valid. Rows from before codes were introduced have none and the transaction id 0.
    pub fn is_authentic(&self, keys: &Keys) -> bool {
        match &self.mac {
            Some(mac) => self.content().is_authentic(keys, mac),
            None => self.transaction_id == 0,
        }
    }
}

const COLUMNS: &str = "a.id, a.organisation_id, a.user_id, a.action, a.resource_type, a.resource_id, a.details, \
                       a.ip_address, a.user_agent, a.created_at, a.transaction_id, a.mac";

#[derive(QueryableByName)]
struct BoolRow {
    #[diesel(sql_type = Bool)]
    yes: bool,
}

/// Takes the sealing lock until the end of the transaction; false if another transaction holds it.
pub async fn try_lock(conn: &mut AsyncPgConnection) -> QueryResult<bool> {
    let query = diesel::sql_query("SELECT pg_try_advisory_xact_lock($1) AS yes").bind::<BigInt, _>(LOCK);
    query.get_result::<BoolRow>(conn).await.map(|row| row.yes)
}

/// The newest seal, with its code.
pub async fn last(conn: &mut AsyncPgConnection) -> QueryResult<Option<(Seal, Vec<u8>)>> {
    let newest = audit_seals::table.order(audit_seals::sequence.desc()).limit(1);
    let row: Option<SealColumns> = newest.first(conn).await.optional()?;
    Ok(row.and_then(seal))
}

/// The seal with this sequence number, with its code.
pub async fn by_sequence(conn: &mut AsyncPgConnection, sequence: i64) -> QueryResult<Option<(Seal, Vec<u8>)>> {
    let row: Option<SealColumns> = audit_seals::table.find(sequence).first(conn).await.optional()?;
    Ok(row.and_then(seal))
}

type SealColumns = (i64, i64, OffsetDateTime, i64, Vec<u8>, Vec<u8>);

fn seal((sequence, audit_id, created_at, transaction_id, hash, mac): SealColumns) -> Option<(Seal, Vec<u8>)> {
    // A CHECK constraint guarantees the length of every hash.
    Some((Seal { sequence, audit_id, created_at, transaction_id, hash: hash.try_into().ok()? }, mac))
}

/// The next rows to seal, in order. Only rows of transactions that are older than all running ones, so that no row can
/// be inserted before them later.
pub async fn next(conn: &mut AsyncPgConnection, after: (i64, i64), limit: i64) -> QueryResult<Vec<Row>> {
    let query = format!(
        "SELECT {COLUMNS} FROM audit_logs a
         WHERE (a.transaction_id, a.id) > ($1, $2)
             AND a.transaction_id < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
             AND NOT EXISTS (SELECT FROM audit_seals s WHERE s.audit_id = a.id AND s.created_at = a.created_at)
         ORDER BY a.transaction_id, a.id LIMIT $3"
    );
    let query = diesel::sql_query(query).bind::<BigInt, _>(after.0).bind::<BigInt, _>(after.1);
    query.bind::<BigInt, _>(limit).load(conn).await
}

/// The time of the oldest row that is not sealed; none if all are.
pub async fn oldest_unsealed(conn: &mut AsyncPgConnection) -> QueryResult<Option<OffsetDateTime>> {
    let after = last(conn).await?.map_or((0, 0), |(seal, _)| (seal.transaction_id, seal.audit_id));
    Ok(next(conn, after, 1).await?.into_iter().next().map(|row| row.created_at))
}

/// Whether the transaction counter of the server is lower than that of the newest seal. This means that the database
/// was moved from another server, and the order of rows starts again.
pub async fn is_counter_reset(conn: &mut AsyncPgConnection, newest: i64) -> QueryResult<bool> {
    let query = diesel::sql_query("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint <= $1 AS yes");
    query.bind::<BigInt, _>(newest).get_result::<BoolRow>(conn).await.map(|row| row.yes)
}

/// The next rows to seal after such a move: all unsealed rows of finished transactions, those of the previous server
/// first. Slow, because it compares all rows with all seals.
pub async fn next_after_a_move(conn: &mut AsyncPgConnection, limit: i64) -> QueryResult<Vec<Row>> {
    let query = format!(
        "SELECT {COLUMNS} FROM audit_logs a, (SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS least,
             pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS most) t
         WHERE (a.transaction_id < t.least OR a.transaction_id >= t.most)
             AND NOT EXISTS (SELECT FROM audit_seals s WHERE s.audit_id = a.id AND s.created_at = a.created_at)
         ORDER BY a.transaction_id < t.most, a.transaction_id, a.id LIMIT $1"
    );
    diesel::sql_query(query).bind::<BigInt, _>(limit).load(conn).await
}

/// Adds seals with their codes.
pub async fn add(conn: &mut AsyncPgConnection, seals: &[(Seal, Hash)]) -> QueryResult<()> {
    let numbers = |of: fn(&Seal) -> i64| seals.iter().map(|(seal, _)| of(seal)).collect::<Vec<_>>();
    let times: Vec<OffsetDateTime> = seals.iter().map(|(seal, _)| seal.created_at).collect();
    let hashes: Vec<&[u8]> = seals.iter().map(|(seal, _)| seal.hash.as_slice()).collect();
    let macs: Vec<&[u8]> = seals.iter().map(|(_, mac)| mac.as_slice()).collect();
    diesel::sql_query(
        "INSERT INTO audit_seals (sequence, audit_id, created_at, transaction_id, hash, mac)
         SELECT * FROM unnest($1, $2, $3, $4, $5, $6)",
    )
    .bind::<Array<BigInt>, _>(numbers(|seal| seal.sequence))
    .bind::<Array<BigInt>, _>(numbers(|seal| seal.audit_id))
    .bind::<Array<Timestamptz>, _>(times)
    .bind::<Array<BigInt>, _>(numbers(|seal| seal.transaction_id))
    .bind::<Array<Bytea>, _>(hashes)
    .bind::<Array<Bytea>, _>(macs)
    .execute(conn)
    .await
    .map(drop)
}

#[derive(QueryableByName)]
struct SealLine {
    #[diesel(sql_type = BigInt)]
    sequence: i64,
    #[diesel(sql_type = BigInt)]
    audit_id: i64,
    #[diesel(sql_type = Timestamptz)]
    sealed_created_at: OffsetDateTime,
    #[diesel(sql_type = BigInt)]
    sealed_transaction_id: i64,
    #[diesel(sql_type = Bytea)]
    hash: Vec<u8>,
    #[diesel(sql_type = Bytea)]
    seal_mac: Vec<u8>,
}

/// Seals with a sequence number above `after`, in order.
pub async fn sealed(conn: &mut AsyncPgConnection, after: i64, limit: i64) -> QueryResult<Vec<(Seal, Vec<u8>)>> {
    let query = "SELECT sequence, audit_id, created_at AS sealed_created_at, transaction_id AS sealed_transaction_id,
             hash, mac AS seal_mac
         FROM audit_seals WHERE sequence > $1 ORDER BY sequence LIMIT $2";
    let lines = diesel::sql_query(query).bind::<BigInt, _>(after).bind::<BigInt, _>(limit);
    let lines: Vec<SealLine> = lines.load(conn).await?;
    let seals = lines.into_iter().filter_map(|line| {
        let SealLine { sequence, audit_id, sealed_created_at, sealed_transaction_id, hash, seal_mac } = line;
        seal((sequence, audit_id, sealed_created_at, sealed_transaction_id, hash, seal_mac))
    });
    Ok(seals.collect())
}

/// The audit rows of these seals, in any order. The condition on `created_at` limits the query to the partitions
/// involved.
pub async fn rows_of(conn: &mut AsyncPgConnection, seals: &[(Seal, Vec<u8>)]) -> QueryResult<Vec<Row>> {
    let ids: Vec<i64> = seals.iter().map(|(seal, _)| seal.audit_id).collect();
    let times: Vec<OffsetDateTime> = seals.iter().map(|(seal, _)| seal.created_at).collect();
    let query = format!(
        "SELECT {COLUMNS} FROM audit_logs a
         WHERE (a.created_at, a.id) IN (SELECT * FROM unnest($1, $2))
             AND a.created_at BETWEEN (SELECT min(t) FROM unnest($1) t) AND (SELECT max(t) FROM unnest($1) t)"
    );
    let query = diesel::sql_query(query).bind::<Array<Timestamptz>, _>(times);
    query.bind::<Array<BigInt>, _>(ids).load(conn).await
}

/// A row without a seal. `is_over`: its transaction has ended, so it could be sealed.
#[derive(QueryableByName)]
pub struct UnsealedRow {
    #[diesel(embed)]
    pub audit: Row,
    #[diesel(sql_type = Bool)]
    pub is_over: bool,
}

/// Rows without a seal, created at or after `since`.
pub async fn unsealed(
    conn: &mut AsyncPgConnection,
    since: Option<OffsetDateTime>,
    limit: i64,
) -> QueryResult<Vec<UnsealedRow>> {
    let query = format!(
        "SELECT {COLUMNS}, a.transaction_id < pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS is_over
         FROM audit_logs a
         WHERE ($1 IS NULL OR a.created_at >= $1)
             AND NOT EXISTS (SELECT FROM audit_seals s WHERE s.audit_id = a.id AND s.created_at = a.created_at)
         ORDER BY a.transaction_id, a.id LIMIT $2"
    );
    let query = diesel::sql_query(query).bind::<Nullable<Timestamptz>, _>(since);
    query.bind::<BigInt, _>(limit).load(conn).await
}

#[derive(QueryableByName)]
struct CopiedRow {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Timestamptz)]
    created_at: OffsetDateTime,
}

/// Rows that have the same code as another row, which means that they are copies.
pub async fn copies(
    conn: &mut AsyncPgConnection,
    since: Option<OffsetDateTime>,
    limit: i64,
) -> QueryResult<Vec<(i64, OffsetDateTime)>> {
    let query = "SELECT a.id, a.created_at FROM audit_logs a JOIN audit_logs b
             ON b.created_at = a.created_at AND b.id < a.id AND b.mac = a.mac
         WHERE $1 IS NULL OR a.created_at >= $1 LIMIT $2";
    let query = diesel::sql_query(query).bind::<Nullable<Timestamptz>, _>(since).bind::<BigInt, _>(limit);
    let rows: Vec<CopiedRow> = query.load(conn).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.created_at)).collect())
}

/// The audit rows about dropped months.
pub async fn dropped(conn: &mut AsyncPgConnection) -> QueryResult<Vec<Row>> {
    let query = format!("SELECT {COLUMNS} FROM audit_logs a WHERE a.action = $1 ORDER BY a.created_at, a.id");
    diesel::sql_query(query).bind::<Text, _>(AuditAction::AuditDropped).load(conn).await
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = Nullable<BigInt>)]
    rows: Option<i64>,
}

/// Drops the partition of a month, given its first day; `None` if there is no such partition. Needs the owner of the
/// tables. Returns the number of rows.
pub async fn drop_month(conn: &mut AsyncPgConnection, first: time::Date) -> QueryResult<Option<i64>> {
    let query = diesel::sql_query("SELECT drop_audit_month($1) AS rows").bind::<diesel::sql_types::Date, _>(first);
    query.get_result::<Count>(conn).await.map(|count| count.rows)
}
