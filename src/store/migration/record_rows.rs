//! Writing the ledger: new rows, and rows of records that have changed. The bytes of a replaced row are kept as a version.

use diesel::{
    prelude::*,
    sql_types::{Array, Bytea, Int8, Nullable, Text, Timestamptz},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use time::OffsetDateTime;

/// A row to write.
#[derive(Clone, Debug, Default)]
pub struct NewRecord {
    pub name: String,
    pub kind: &'static str,
    pub record_id: Option<String>,
    pub about: Option<String>,
    pub module: Option<String>,
    pub variant: Option<String>,
    pub state: &'static str,
    pub reason: Option<String>,
    pub sha256: Option<Vec<u8>>,
    pub file_size: i64,
    pub modified_at: Option<OffsetDateTime>,
    pub content: Option<Vec<u8>>,
    pub facts: Value,
    pub submission_id: Option<i64>,
    /// The run that imported it; `None` if the data existed already.
    pub run_id: Option<i64>,
}

/// Writes rows in one statement. An existing row stays unchanged unless it is in `replaced`, the rows whose records
/// have changed. For a changed record, previous decisions are discarded, except an assigned module, and its previous
/// bytes are moved to `legacy_record_versions`.
pub async fn save(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    source: i64,
    rows: &[NewRecord],
    replaced: &[i64],
    now: OffsetDateTime,
) -> QueryResult<usize> {
    diesel::sql_query(SAVE)
        .bind::<Int8, _>(organisation)
        .bind::<Int8, _>(source)
        .bind::<Timestamptz, _>(now)
        .bind::<Array<Int8>, _>(replaced)
        .bind::<Array<Text>, _>(column(rows, |row| row.name.as_str()))
        .bind::<Array<Text>, _>(column(rows, |row| row.kind))
        .bind::<Array<Nullable<Text>>, _>(column(rows, |row| row.record_id.as_deref()))
        .bind::<Array<Nullable<Text>>, _>(column(rows, |row| row.about.as_deref()))
        .bind::<Array<Nullable<Text>>, _>(column(rows, |row| row.module.as_deref()))
        .bind::<Array<Nullable<Text>>, _>(column(rows, |row| row.variant.as_deref()))
        .bind::<Array<Text>, _>(column(rows, |row| row.state))
        .bind::<Array<Nullable<Text>>, _>(column(rows, |row| row.reason.as_deref()))
        .bind::<Array<Nullable<Bytea>>, _>(column(rows, |row| row.sha256.as_deref()))
        .bind::<Array<Int8>, _>(column(rows, |row| row.file_size))
        .bind::<Array<Nullable<Timestamptz>>, _>(column(rows, |row| row.modified_at))
        .bind::<Array<Nullable<Bytea>>, _>(column(rows, |row| row.content.as_deref()))
        .bind::<Array<Text>, _>(rows.iter().map(|row| row.facts.to_string()).collect::<Vec<_>>())
        .bind::<Array<Nullable<Int8>>, _>(column(rows, |row| row.submission_id))
        .bind::<Array<Nullable<Int8>>, _>(column(rows, |row| row.run_id))
        .execute(conn)
        .await
}

fn column<'a, T>(rows: &'a [NewRecord], value: impl Fn(&'a NewRecord) -> T) -> Vec<T> {
    rows.iter().map(value).collect()
}

const SAVE: &str = "
    WITH r AS (
        SELECT * FROM unnest($5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[],
            $12::text[], $13::bytea[], $14::bigint[], $15::timestamptz[], $16::bytea[], $17::text[], $18::bigint[],
            $19::bigint[])
            AS r (name, kind, record_id, about, module, variant, state, reason, sha256, file_size, modified_at, content,
                facts, submission_id, run_id)
    ), replaced AS (
        INSERT INTO legacy_record_versions (organisation_id, legacy_record_id, is_origin, variant, assigned_module,
            sha256, file_size, modified_at, content, facts, replaced_at)
        SELECT before.organisation_id, before.id, before.kind = 'submission' AND before.state = 'imported'
                AND before.submission_id IS NOT NULL AND NOT EXISTS (SELECT FROM legacy_record_versions v
                    WHERE v.legacy_record_id = before.id AND v.is_origin),
            before.variant, CASE WHEN before.decision = 'assigned' THEN before.module END, before.sha256,
            before.file_size, before.modified_at, before.content, before.facts, $3
        FROM legacy_records before JOIN r ON r.name = before.name COLLATE \"C\"
        WHERE before.source_id = $2 AND before.id = ANY ($4) AND before.kind IN ('submission', 'job')
            AND before.content IS NOT NULL AND before.sha256 IS NOT NULL AND before.sha256 IS DISTINCT FROM r.sha256
        ON CONFLICT (legacy_record_id, sha256) DO UPDATE SET is_origin = true, variant = excluded.variant,
            assigned_module = excluded.assigned_module, modified_at = excluded.modified_at, facts = excluded.facts
        WHERE excluded.is_origin
    )
    INSERT INTO legacy_records AS known (organisation_id, source_id, seen_at, name, kind, record_id, about, module,
        variant, state, reason, sha256, file_size, modified_at, content, facts, submission_id, run_id)
    SELECT $1, $2, $3, name, kind, record_id, about, module, variant, state, reason, sha256, file_size, modified_at,
        content, facts::jsonb, submission_id, run_id
    FROM r
    ORDER BY name
    ON CONFLICT (source_id, name) DO UPDATE SET run_id = excluded.run_id, seen_at = excluded.seen_at,
        kind = excluded.kind, record_id = excluded.record_id, about = excluded.about,
        module = coalesce(excluded.module, CASE WHEN known.decision = 'assigned' THEN known.module END),
        variant = excluded.variant, state = excluded.state, reason = excluded.reason, sha256 = excluded.sha256,
        file_size = excluded.file_size, modified_at = excluded.modified_at, content = excluded.content,
        facts = excluded.facts, submission_id = excluded.submission_id,
        decision = CASE WHEN known.decision = 'assigned' THEN known.decision END,
        decided_at = CASE WHEN known.decision = 'assigned' THEN known.decided_at END,
        decided_by = CASE WHEN known.decision = 'assigned' THEN known.decided_by END,
        note = CASE WHEN known.decision = 'assigned' THEN known.note END
    WHERE known.id = ANY ($4)";
