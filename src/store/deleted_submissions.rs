//! Permanent deletion of submissions, together with all data that repeats their content.

use super::schema::erased_submissions;
use crate::domain::ids::{JobId, SubmissionId, UploadId};
use diesel::{
    prelude::*,
    sql_types::{Array, Int8, Text, Timestamptz},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use time::OffsetDateTime;

/// A deleted submission and the names of its files.
#[derive(Debug, QueryableByName)]
pub struct DeletedSubmission {
    #[diesel(sql_type = Int8)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub submission_id: SubmissionId,
    #[diesel(sql_type = Text)]
    pub job_id: JobId,
    /// Photos, signatures and reports, photos of its actions, and media of the imported record.
    #[diesel(sql_type = Array<Text>)]
    pub files: Vec<UploadId>,
    /// Files in a legacy store, which this program does not remove.
    #[diesel(sql_type = Array<Text>)]
    pub old_files: Vec<String>,
}

/// Deletes submissions of an organisation: their rows with all dependent rows, and the content of the records that they
/// were imported from. The id stays in `erased_submissions`, so that no later import restores the submission.
pub async fn erase(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    ids: &[i64],
    now: OffsetDateTime,
) -> QueryResult<Vec<DeletedSubmission>> {
    let found: Vec<DeletedSubmission> = diesel::sql_query(
        "SELECT s.id, s.submission_id, s.job_id,
             ARRAY (SELECT upload_id FROM uploaded_files WHERE submission_id = s.id
                 UNION SELECT upload_id FROM legacy_media WHERE submission_id = s.id
                 UNION SELECT u.upload_id FROM uploaded_files u JOIN action_entries e ON e.id = u.action_entry_id
                 JOIN actions a ON a.id = e.action_id WHERE a.submission_id = s.id
                 UNION SELECT u.upload_id FROM uploaded_files u JOIN comments c ON c.id = u.comment_id
                 WHERE c.submission_id = s.id) AS files,
             ARRAY (SELECT name FROM legacy_records WHERE organisation_id = $1 AND submission_id = s.id) AS old_files
         FROM (SELECT id, submission_id, job_id FROM submissions WHERE organisation_id = $1 AND id = ANY ($2)
             ORDER BY id FOR UPDATE) s",
    )
    .bind::<Int8, _>(organisation)
    .bind::<Array<Int8>, _>(ids)
    .load(conn)
    .await?;
    let keys: Vec<i64> = found.iter().map(|one| one.id).collect();
    let names: Vec<&SubmissionId> = found.iter().map(|one| &one.submission_id).collect();
    // Separate statements, because the parts of one statement with CTEs all see the same snapshot.
    for statement in [
        "DELETE FROM legacy_record_versions v USING legacy_records r
         WHERE v.legacy_record_id = r.id AND r.organisation_id = $1 AND (r.submission_id = ANY ($2)
             OR (r.about = ANY ($3) AND r.about IS NOT NULL) OR (r.record_id = ANY ($3) AND r.record_id IS NOT NULL))
             AND $4::timestamptz IS NOT NULL",
        "UPDATE legacy_records SET content = NULL, facts = '{}', note = NULL, state = 'ignored', reason = NULL,
             submission_id = NULL
         WHERE organisation_id = $1 AND (submission_id = ANY ($2) OR (about = ANY ($3) AND about IS NOT NULL)
             OR (record_id = ANY ($3) AND record_id IS NOT NULL))",
        "INSERT INTO erased_submissions (organisation_id, submission_id, erased_at)
         SELECT $1, name, $4 FROM unnest($3) AS n (name) WHERE $2::bigint[] IS NOT NULL
         ON CONFLICT DO NOTHING",
        "DELETE FROM submissions
         WHERE organisation_id = $1 AND id = ANY ($2) AND $3::text[] IS NOT NULL AND $4::timestamptz IS NOT NULL",
    ] {
        let query = diesel::sql_query(statement).bind::<Int8, _>(organisation);
        let query = query.bind::<Array<Int8>, _>(&keys).bind::<Array<Text>, _>(&names);
        query.bind::<Timestamptz, _>(now).execute(conn).await?;
    }
    Ok(found)
}

/// Which of these ids the organisation has deleted.
pub async fn among(conn: &mut AsyncPgConnection, organisation: i64, ids: &[&str]) -> QueryResult<Vec<String>> {
    erased_submissions::table
        .filter(erased_submissions::organisation_id.eq(organisation))
        .filter(erased_submissions::submission_id.eq_any(ids))
        .select(erased_submissions::submission_id)
        .load(conn)
        .await
}

/// An organisation with a limited retention, in days.
#[derive(Debug, QueryableByName)]
pub struct OrganisationRetention {
    #[diesel(sql_type = Int8)]
    pub organisation_id: i64,
    #[diesel(sql_type = diesel::sql_types::Int4)]
    pub days: i32,
}

pub async fn retention_periods(conn: &mut AsyncPgConnection) -> QueryResult<Vec<OrganisationRetention>> {
    diesel::sql_query(
        "SELECT organisation_id, keep_submission_days AS days FROM organisation_settings
         WHERE keep_submission_days IS NOT NULL ORDER BY organisation_id",
    )
    .load(conn)
    .await
}

/// The oldest submissions created before a time.
pub async fn older_than(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    before: OffsetDateTime,
    limit: i64,
) -> QueryResult<Vec<i64>> {
    use super::schema::submissions::dsl;
    dsl::submissions
        .filter(dsl::organisation_id.eq(organisation))
        .filter(dsl::created_at.lt(before))
        .order((dsl::created_at, dsl::id))
        .limit(limit)
        .select(dsl::id)
        .load(conn)
        .await
}

/// The number of submissions created before a time.
pub async fn count_older_than(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    before: OffsetDateTime,
) -> QueryResult<i64> {
    use super::schema::submissions::dsl;
    let old = dsl::submissions.filter(dsl::organisation_id.eq(organisation)).filter(dsl::created_at.lt(before));
    old.count().get_result(conn).await
}

/// The retention of an organisation in days; `None` means unlimited.
pub async fn retention_days(conn: &mut AsyncPgConnection, organisation: i64) -> QueryResult<Option<i32>> {
    use super::schema::organisation_settings::dsl;
    let days = dsl::organisation_settings.find(organisation).select(dsl::keep_submission_days);
    Ok(days.first::<Option<i32>>(conn).await.optional()?.flatten())
}
