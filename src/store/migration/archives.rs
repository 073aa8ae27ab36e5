//! Archives of old files: their content, and whether the files still exist.

use crate::store::schema::{archives, legacy_sources};
use diesel::{
    prelude::*,
    result::Error as DbError,
    sql_types::{Array, Bytea, Int8, Text},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use time::OffsetDateTime;

#[derive(Insertable)]
#[diesel(table_name = archives)]
pub struct NewArchive<'a> {
    pub organisation_id: i64,
    pub source_id: i64,
    pub module: &'a str,
    pub file_name: &'a str,
    pub sha256: &'a [u8],
    pub merkle_root: &'a [u8],
    pub file_count: i64,
    pub state: &'a str,
    pub created_at: OffsetDateTime,
    pub created_by: &'a str,
}

#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = archives)]
pub struct ArchiveRow {
    pub id: i64,
    pub source_id: i64,
    pub module: String,
    pub file_name: String,
    pub sha256: Vec<u8>,
    pub merkle_root: Vec<u8>,
    pub file_count: i64,
    pub state: String,
    pub created_at: OffsetDateTime,
}

pub async fn add(conn: &mut AsyncPgConnection, row: &NewArchive<'_>) -> QueryResult<ArchiveRow> {
    diesel::insert_into(archives::table).values(row).returning(ArchiveRow::as_returning()).get_result(conn).await
}

/// All archives, newest first.
pub async fn all(conn: &mut AsyncPgConnection, organisation: i64) -> QueryResult<Vec<ArchiveRow>> {
    archives::table
        .filter(archives::organisation_id.eq(organisation))
        .order(archives::id.desc())
        .select(ArchiveRow::as_select())
        .load(conn)
        .await
}

/// An archive, and the folder that its files came from.
pub async fn by_id(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    id: i64,
) -> QueryResult<Option<(ArchiveRow, String)>> {
    archives::table
        .inner_join(legacy_sources::table.on(legacy_sources::id.eq(archives::source_id)))
        .filter(archives::organisation_id.eq(organisation))
        .filter(archives::id.eq(id))
        .select((ArchiveRow::as_select(), legacy_sources::place))
        .first(conn)
        .await
        .optional()
}

/// Sets the state of an archive, and the time at which its files were removed or restored.
pub async fn set_state(
    conn: &mut AsyncPgConnection,
    id: i64,
    state: &str,
    removed_at: Option<OffsetDateTime>,
    restored_at: Option<OffsetDateTime>,
) -> QueryResult<ArchiveRow> {
    diesel::update(archives::table.find(id))
        .set((archives::state.eq(state), archives::removed_at.eq(removed_at), archives::restored_at.eq(restored_at)))
        .returning(ArchiveRow::as_returning())
        .get_result(conn)
        .await
}

/// A file that can be packed.
#[derive(Clone, Debug, QueryableByName)]
pub struct Packable {
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Bytea)]
    pub sha256: Vec<u8>,
}

/// Settled records of a module with a name above `after`: imported, written by this program, kept, or decided by a
/// person. Records that await a decision are not packed.
pub async fn packable(
    conn: &mut AsyncPgConnection,
    source: i64,
    module: &str,
    after: &str,
    limit: i64,
) -> QueryResult<Vec<Packable>> {
    diesel::sql_query(format!(
        "SELECT r.name, r.sha256
         FROM legacy_records r LEFT JOIN submissions s ON s.id = r.submission_id
         WHERE r.source_id = $1 AND r.name > $3 AND r.sha256 IS NOT NULL AND {SETTLED} AND {of_module} = $2
         ORDER BY r.name LIMIT $4",
        of_module = super::verify::records::OF_MODULE
    ))
    .bind::<Int8, _>(source)
    .bind::<Text, _>(module)
    .bind::<Text, _>(after)
    .bind::<Int8, _>(limit)
    .load(conn)
    .await
}

#[derive(QueryableByName)]
struct Size {
    #[diesel(sql_type = Int8)]
    files: i64,
    #[diesel(sql_type = Int8)]
    bytes: i64,
}

/// The number and total size of the [`packable`] records of a module.
pub async fn packable_size(conn: &mut AsyncPgConnection, source: i64, module: &str) -> QueryResult<(i64, i64)> {
    let size: Size = diesel::sql_query(format!(
        "SELECT count(*) AS files, coalesce(sum(r.file_size), 0)::bigint AS bytes
         FROM legacy_records r LEFT JOIN submissions s ON s.id = r.submission_id
         WHERE r.source_id = $1 AND r.sha256 IS NOT NULL AND {SETTLED} AND {of_module} = $2",
        of_module = super::verify::records::OF_MODULE
    ))
    .bind::<Int8, _>(source)
    .bind::<Text, _>(module)
    .get_result(conn)
    .await?;
    Ok((size.files, size.bytes))
}

/// Which of these names are in no archive that was noted in this session.
pub async fn not_packed(conn: &mut AsyncPgConnection, source: i64, names: &[String]) -> QueryResult<Vec<String>> {
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let rows = diesel::sql_query(
        "SELECT name FROM unnest($2) AS missing (name) WHERE NOT EXISTS (
             SELECT FROM archived a WHERE a.source_id = $1 AND a.name = missing.name COLLATE \"C\")",
    )
    .bind::<Int8, _>(source)
    .bind::<Array<Text>, _>(names)
    .load::<FileNameRow>(conn)
    .await?;
    Ok(rows.into_iter().map(|row| row.name).collect())
}

/// Every module that has a phase, with its phase.
pub async fn phases(conn: &mut AsyncPgConnection, organisation: i64) -> QueryResult<Vec<(String, String)>> {
    use crate::store::schema::migration_phases::dsl;
    let tenant_rows = dsl::migration_phases.filter(dsl::organisation_id.eq(organisation));
    tenant_rows.select((dsl::module, dsl::phase)).load(conn).await
}

const SETTLED: &str = "(r.state IN ('imported', 'written', 'kept') OR r.state <> 'ignored' AND r.decision IS NOT NULL)";

/// Which of these files are still settled, with the hash that was packed.
pub async fn still_settled(
    conn: &mut AsyncPgConnection,
    source: i64,
    names: &[String],
    hashes: &[Vec<u8>],
) -> QueryResult<Vec<String>> {
    let rows = diesel::sql_query(format!(
        "SELECT r.name FROM unnest($2, $3) AS m (name, sha256)
         JOIN legacy_records r ON r.source_id = $1 AND r.name = m.name COLLATE \"C\" AND r.sha256 = m.sha256
         WHERE {SETTLED}"
    ))
    .bind::<Int8, _>(source)
    .bind::<Array<Text>, _>(names)
    .bind::<Array<Bytea>, _>(hashes)
    .load::<FileNameRow>(conn)
    .await?;
    Ok(rows.into_iter().map(|row| row.name).collect())
}

#[derive(QueryableByName)]
struct FileNameRow {
    #[diesel(sql_type = Text)]
    name: String,
}

/// Takes the lock for moving old files; `shared` for operations that only read them. False if another session holds it.
/// A lock ends with its session, which the server may notice late, so this waits up to two seconds.
pub async fn try_lock(conn: &mut AsyncPgConnection, organisation: i64, shared: bool) -> QueryResult<bool> {
    /// The number of the advisory lock; unique among our locks.
    const LOCK: i32 = 0x6172_6368;
    let function = if shared { "pg_advisory_lock_shared" } else { "pg_advisory_lock" };
    let sql = format!("SET lock_timeout = '2s'; SELECT {function}({LOCK}, {organisation}::int); SET lock_timeout = 0");
    match conn.batch_execute(&sql).await {
        Ok(()) => Ok(true),
        Err(DbError::DatabaseError(_, about)) if about.message().contains("lock timeout") => Ok(false),
        Err(error) => Err(error),
    }
}
