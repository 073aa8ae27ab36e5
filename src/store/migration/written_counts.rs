//! How complete the legacy store is: what the ledger says of it, for a comparison with the files that exist.

use diesel::{
    prelude::*,
    sql_types::{Array, Bool, Int4, Int8, Nullable, Text, Timestamptz},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use time::OffsetDateTime;

/// Something counted for each module.
#[derive(Clone, Debug, QueryableByName)]
pub struct ModuleCount {
    #[diesel(sql_type = Text)]
    pub module: String,
    #[diesel(sql_type = Int8)]
    pub count: i64,
    /// Size of their photos, signatures, reports and answers.
    #[diesel(sql_type = Int8)]
    pub bytes: i64,
}

/// A submission `s` whose files in the source `$2` are not complete: it is in the outbox, it has no record there, or
/// its record was written in an earlier version of the shape than `$3`. One whose record differs is in the review queue.
const LACKING: &str = "(EXISTS (SELECT FROM old_store_outbox o WHERE o.submission_id = s.id)
    OR NOT EXISTS (SELECT FROM legacy_records r WHERE r.submission_id = s.id AND r.source_id = $2
        AND r.kind = 'submission' AND (r.state IN ('imported', 'divergent')
            OR r.state = 'written' AND coalesce((r.facts ->> 'format')::int, 1) >= $3)))";

/// A record `r` of the source `$1` whose file must exist: its submission is not [lacking](LACKING).
const SETTLED: &str = "r.source_id = $1 AND r.kind = 'submission' AND r.submission_id IS NOT NULL
    AND (r.state = 'imported' OR r.state = 'written' AND coalesce((r.facts ->> 'format')::int, 1) >= $2)
    AND r.seen_at <= $3 AND NOT EXISTS (SELECT FROM old_store_outbox o WHERE o.submission_id = r.submission_id)";

/// The submissions of each module that the legacy store lacks, by the rows of the database. It does not matter whether
/// they are in the outbox already.
pub async fn lacking(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    source: i64,
    format: i32,
) -> QueryResult<Vec<ModuleCount>> {
    diesel::sql_query(format!(
        "SELECT s.module, count(*) AS count, 0::bigint AS bytes FROM submissions s
         WHERE s.organisation_id = $1 AND {LACKING} GROUP BY s.module"
    ))
    .bind::<Int8, _>(organisation)
    .bind::<Int8, _>(source)
    .bind::<Int4, _>(format)
    .load(conn)
    .await
}

/// The same for one module, with the size of what is to be written.
pub async fn lacking_of(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    source: i64,
    format: i32,
    module: &str,
) -> QueryResult<(i64, i64)> {
    let found: ModuleCount = diesel::sql_query(format!(
        "SELECT $4 AS module, count(*) AS count, coalesce(sum(pg_column_size(s.form_data) * 4 + (
             SELECT coalesce(sum(u.file_size), 0) FROM uploaded_files u WHERE u.submission_id = s.id)), 0)::bigint AS bytes
         FROM submissions s WHERE s.organisation_id = $1 AND s.module = $4 AND {LACKING}"
    ))
    .bind::<Int8, _>(organisation)
    .bind::<Int8, _>(source)
    .bind::<Int4, _>(format)
    .bind::<Text, _>(module)
    .get_result(conn)
    .await?;
    Ok((found.count, found.bytes))
}

/// The records of each module that must exist, unless they were read or written after `until`.
pub async fn settled(
    conn: &mut AsyncPgConnection,
    source: i64,
    format: i32,
    until: OffsetDateTime,
) -> QueryResult<Vec<ModuleCount>> {
    diesel::sql_query(format!(
        "SELECT coalesce(r.module, '') AS module, count(*) AS count, 0::bigint AS bytes FROM legacy_records r
         WHERE {SETTLED} GROUP BY 1"
    ))
    .bind::<Int8, _>(source)
    .bind::<Int4, _>(format)
    .bind::<Timestamptz, _>(until)
    .load(conn)
    .await
}

/// What the ledger knows of some names.
#[derive(Clone, Debug, QueryableByName)]
pub struct KnownNames {
    #[diesel(sql_type = Nullable<Text>)]
    pub module: Option<String>,
    /// They are among the [`settled`] records.
    #[diesel(sql_type = Bool)]
    pub is_settled: bool,
    #[diesel(sql_type = Int8)]
    pub count: i64,
}

/// The rows that these names have in a source, counted.
pub async fn known(
    conn: &mut AsyncPgConnection,
    source: i64,
    format: i32,
    until: OffsetDateTime,
    names: &[&str],
) -> QueryResult<Vec<KnownNames>> {
    diesel::sql_query(format!(
        "SELECT r.module, ({SETTLED}) AS is_settled, count(*) AS count FROM legacy_records r
         WHERE r.source_id = $1 AND r.name = ANY ($4) GROUP BY 1, 2"
    ))
    .bind::<Int8, _>(source)
    .bind::<Int4, _>(format)
    .bind::<Timestamptz, _>(until)
    .bind::<Array<Text>, _>(names)
    .load(conn)
    .await
}

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Int8)]
    id: i64,
    #[diesel(sql_type = Text)]
    name: String,
}

/// The names of [`settled`] records of a module, with a key above `after`.
pub async fn settled_names(
    conn: &mut AsyncPgConnection,
    source: i64,
    format: i32,
    until: OffsetDateTime,
    module: &str,
    after: i64,
    limit: i64,
) -> QueryResult<Vec<(i64, String)>> {
    let names: Vec<Name> = diesel::sql_query(format!(
        "SELECT r.id, r.name FROM legacy_records r
         WHERE {SETTLED} AND coalesce(r.module, '') = $4 AND r.id > $5 ORDER BY r.id LIMIT $6"
    ))
    .bind::<Int8, _>(source)
    .bind::<Int4, _>(format)
    .bind::<Timestamptz, _>(until)
    .bind::<Text, _>(module)
    .bind::<Int8, _>(after)
    .bind::<Int8, _>(limit)
    .load(conn)
    .await?;
    Ok(names.into_iter().map(|found| (found.id, found.name)).collect())
}

/// The submissions of each module that were imported from a legacy store.
pub async fn imported(conn: &mut AsyncPgConnection, organisation: i64) -> QueryResult<Vec<ModuleCount>> {
    diesel::sql_query(
        "SELECT r.module, count(*) AS count, 0::bigint AS bytes FROM legacy_records r
         WHERE r.organisation_id = $1 AND r.kind = 'submission' AND r.state = 'imported' AND r.module IS NOT NULL
         GROUP BY r.module",
    )
    .bind::<Int8, _>(organisation)
    .load(conn)
    .await
}
