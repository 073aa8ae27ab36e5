//! Counts of submissions for the start page, each with an upper limit.

use super::{
    list::{FEW, ListFilter, filtered, jobs_of_submissions},
    schema::{jobs, submissions},
};
use crate::domain::{access::SubmissionScope, ids::ModuleSlug};
use diesel::{
    dsl::sql,
    expression::SqlLiteral,
    prelude::*,
    sql_types::{self, Int8, Text, Timestamptz},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use time::OffsetDateTime;

/// The number of submissions of each module since a time, each counted up to `most`: one statement with an index range
/// per module.
pub async fn count_since(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    modules: &[&ModuleSlug],
    since: OffsetDateTime,
    most: i64,
    reach: &SubmissionScope,
) -> QueryResult<Vec<(ModuleSlug, i64)>> {
    if *reach != SubmissionScope::Everything {
        return count_reached(conn, organisation, modules, since, most, reach).await;
    }
    diesel::sql_query(
        "SELECT m.module, c.n FROM unnest($1::text[]) AS m (module), LATERAL (
             SELECT count(*) AS n FROM (
                 SELECT 1 FROM submissions s
                 WHERE s.organisation_id = $2 AND s.module = m.module AND s.created_at >= $3 LIMIT $4
             ) AS counted
         ) c",
    )
    .bind::<sql_types::Array<Text>, _>(modules)
    .bind::<Int8, _>(organisation)
    .bind::<Timestamptz, _>(since)
    .bind::<Int8, _>(most)
    .load::<ModuleCount>(conn)
    .await
    .map(|rows| rows.into_iter().map(|row| (row.module, row.n)).collect())
}

/// The same for a limited submission scope. Few rows match, so they are read and counted here.
async fn count_reached(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    modules: &[&ModuleSlug],
    since: OffsetDateTime,
    most: i64,
    reach: &SubmissionScope,
) -> QueryResult<Vec<(ModuleSlug, i64)>> {
    let narrow = ListFilter { reach: Some(reach), ..ListFilter::default() };
    let seen: Vec<ModuleSlug> = filtered(organisation, &narrow)
        .filter(submissions::created_at.ge(since))
        .select(submissions::module)
        .limit(most)
        .load(conn)
        .await?;
    let count = |module: &ModuleSlug| seen.iter().filter(|one| *one == module).count() as i64;
    Ok(modules.iter().map(|module| ((*module).clone(), count(module))).collect())
}

#[derive(QueryableByName)]
struct ModuleCount {
    #[diesel(sql_type = Text)]
    module: ModuleSlug,
    #[diesel(sql_type = Int8)]
    n: i64,
}

/// The number of reports that are pending or running, and of failed ones, each counted up to `most`.
pub async fn count_due(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    most: i64,
    reach: &SubmissionScope,
) -> QueryResult<(i64, i64)> {
    if *reach != SubmissionScope::Everything {
        let due = jobs_of_submissions(organisation).limit(FEW);
        let due: Vec<(Option<i64>, Option<OffsetDateTime>)> =
            due.select((jobs::submission_id, jobs::failed_at)).load(conn).await?;
        let narrow = ListFilter { reach: Some(reach), ..ListFilter::default() };
        let ids: Vec<Option<i64>> = due.iter().map(|(id, _)| *id).collect();
        let seen = filtered(organisation, &narrow).filter(submissions::id.nullable().eq_any(ids));
        let seen: Vec<i64> = seen.select(submissions::id).load(conn).await?;
        let is_seen = |id: &Option<i64>| id.is_some_and(|id| seen.contains(&id));
        let count = |failed| due.iter().filter(|(id, at)| at.is_some() == failed && is_seen(id)).count() as i64;
        return Ok((count(false), count(true)));
    }
    let tenant_rows = || jobs_of_submissions(organisation);
    let one: SqlLiteral<Int8> = sql("1::bigint");
    let waiting =
        tenant_rows().filter(jobs::failed_at.is_null()).select(one.clone()).limit(most).load::<i64>(conn).await?;
    // A failed job has ended. Few have, and they have an index; without it, every pending job would be read.
    let failed = tenant_rows().filter(jobs::failed_at.is_not_null()).filter(jobs::ended_at.is_not_null());
    let failed = failed.select(one).limit(most).load::<i64>(conn).await?;
    Ok((waiting.len() as i64, failed.len() as i64))
}
