//! Generated submissions in any number, to measure lists and searches with large tables.

use super::schema::submissions::dsl;
use crate::domain::ids::{ModuleSlug, SubmissionKey};
use diesel::{
    prelude::*,
    sql_types::{Array, Date, Int4, Int8, Text},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};

/// Adds submissions number `first` to `last` of `total` to an organisation. Their dates are spread over the five years
/// before `today`, oldest first. Each row is like that of a form with two items (answers, words, counts) in the status
/// `completed`, without files.
pub async fn submissions(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    forms: &[(ModuleSlug, i32)],
    first: i64,
    last: i64,
    total: i64,
    today: time::Date,
) -> QueryResult<usize> {
    let modules: Vec<&ModuleSlug> = forms.iter().map(|(module, _)| module).collect();
    let versions: Vec<i32> = forms.iter().map(|(_, version)| *version).collect();
    diesel::sql_query(SQL)
        .bind::<Int8, _>(organisation)
        .bind::<Array<Text>, _>(modules)
        .bind::<Array<Int4>, _>(versions)
        .bind::<Int8, _>(first)
        .bind::<Int8, _>(last)
        .bind::<Date, _>(today)
        .bind::<Int8, _>(total)
        .execute(conn)
        .await
}

/// Makes a demo submission as old as its visit.
pub async fn backdate(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    key: &SubmissionKey,
    at: time::OffsetDateTime,
) -> QueryResult<()> {
    let sent = dsl::submissions.filter(dsl::organisation_id.eq(organisation)).filter(dsl::submission_key.eq(key));
    diesel::update(sent).set((dsl::created_at.eq(at), dsl::updated_at.eq(at))).execute(conn).await.map(drop)
}

/// Whether the organisation has any submission.
pub async fn any(conn: &mut AsyncPgConnection, organisation: i64) -> QueryResult<bool> {
    let tenant_rows = dsl::submissions.filter(dsl::organisation_id.eq(organisation));
    diesel::select(diesel::dsl::exists(tenant_rows)).get_result(conn).await
}

/// The highest number of a generated submission, 0 if there is none. Generated rows are recognised by their submission
/// key.
pub async fn last(conn: &mut AsyncPgConnection, organisation: i64) -> QueryResult<i64> {
    let key: Option<String> = dsl::submissions
        .filter(dsl::organisation_id.eq(organisation))
        .filter(dsl::submission_key.similar_to("seed-[0-9]{12}"))
        .select(diesel::dsl::max(dsl::submission_key))
        .get_result(conn)
        .await?;
    Ok(key.and_then(|key| key.strip_prefix("seed-")?.parse().ok()).unwrap_or(0))
}

/// Updates the statistics of the planner and merges the pending list of the word index.
pub async fn update_statistics(conn: &mut AsyncPgConnection) -> QueryResult<()> {
    // VACUUM needs the owner of the table.
    conn.batch_execute("RESET ROLE").await?;
    conn.batch_execute("VACUUM ANALYZE submissions").await?;
    conn.batch_execute("SET ROLE injaaz_app").await
}

// hashint8 derives every value from the number, so that the same arguments give the same rows.
const SQL: &str = r#"
WITH parts AS (
    SELECT n,
        abs(hashint8(n)::bigint) AS h,
        abs(hashint8(n + 1000000007)::bigint) AS i,
        ARRAY['Marina','Creek','Palm','Harbour','Garden','Sunset','Silver','Desert','Falcon','Pearl','Al Noor','Al Reem','Jumeirah','Corniche','Oasis','Central'] AS places,
        ARRAY['Tower','Residence','Mall','Plaza','Villas','Heights','Hospital','School','Warehouse','Office Park','Hotel','Station'] AS kinds,
        ARRAY['Chiller','Secondary Pump','FAHU','FCU','Pressurisation Unit','Condenser Fan','Smoke Detector','Sump Pumps','Traffic Barrier','Amplifier','Lifts','Lamps'] AS assets,
        ARRAY['replace the bearing','belt is worn','filter is clogged','vibration above the limit','no defect found','leak at the flange','insulation is damaged','alarm does not reset'] AS findings
    FROM generate_series($4::bigint, $5::bigint) AS n
), made AS (
    SELECT n, h, i,
        places[1 + h % 16] || ' ' || kinds[1 + (h / 16) % 12] || ' ' || (h / 192) % 40 AS site,
        assets[1 + i % 12] AS asset_1, assets[1 + (i / 12) % 12] AS asset_2,
        findings[1 + (i / 144) % 8] AS finding_1, findings[1 + (i / 1152) % 8] AS finding_2,
        to_char(i % 1000000, 'FM000000') AS tag,
        1 + h % array_length($2::text[], 1) AS which,
        $6::date - (greatest($7::bigint - n, 0) * 1826 / $7::bigint)::int AS visit
    FROM parts
), worded AS (
    SELECT *, regexp_split_to_array(lower(site), '\s+') AS site_words,
        regexp_split_to_array(lower(concat_ws(' ', site, asset_1, asset_2, finding_1, finding_2, 'tag', tag, 'technician', h % 97)), '[^a-z0-9]+') AS all_words
    FROM made
)
INSERT INTO submissions (submission_id, organisation_id, module, form_version, status, language, site_name, site_key,
    visit_date, form_data, words, item_count, photo_count, submission_key, content_hash, job_id, created_at, updated_at)
SELECT 'sub_' || lpad(to_hex(n), 12, '0'), $1, ($2::text[])[which], ($3::int[])[which], 'completed', 'en', site,
    lower(site), visit,
    jsonb_build_object('site_name', site, 'visit_date', visit, 'items', jsonb_build_array(
        jsonb_build_object('asset', asset_1, 'comments', finding_1, 'brand', 'Tag ' || tag),
        jsonb_build_object('asset', asset_2, 'comments', finding_2)), 'tech_signature', jsonb_build_object('name', 'Technician ' || h % 97)),
    array_to_tsvector(array_remove(all_words, '') || (SELECT array_agg('@' || w) FROM unnest(site_words) AS w)
        || ARRAY['#' || ($2::text[])[which], '~' || to_char(visit, 'YYYYMM')]),
    2, 0, 'seed-' || lpad(n::text, 12, '0'), sha256(('seed ' || n)::bytea), 'job_' || lpad(to_hex(n), 12, '0'),
    visit + interval '8 hours' + (n % 36000) * interval '1 second', visit + interval '9 hours'
FROM worded
ON CONFLICT DO NOTHING
"#;
