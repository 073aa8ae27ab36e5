//! The number of submissions whose reports failed, for the home page, with an upper limit.

use super::{
    list::{FEW, ListFilter, filtered, jobs_of_submissions},
    schema::{jobs, submissions},
};
use crate::domain::access::SubmissionScope;
use diesel::{dsl::sql, prelude::*, sql_types::Int8};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

/// The number of failed reports, counted up to `most`.
pub async fn count_failed(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    most: i64,
    reach: &SubmissionScope,
) -> QueryResult<i64> {
    // A failed job has ended. Few have, and they have an index; without it, every pending job would be read.
    let failed = || {
        let tenant_rows = jobs_of_submissions(organisation);
        tenant_rows.filter(jobs::failed_at.is_not_null()).filter(jobs::ended_at.is_not_null())
    };
    if *reach == SubmissionScope::Everything {
        let rows = failed().select(sql::<Int8>("1::bigint")).limit(most).load::<i64>(conn).await?;
        return Ok(rows.len() as i64);
    }
    let ids: Vec<Option<i64>> = failed().select(jobs::submission_id).limit(FEW).load(conn).await?;
    if ids.is_empty() {
        return Ok(0);
    }
    let narrow = ListFilter { reach: Some(reach), ..ListFilter::default() };
    let seen = filtered(organisation, &narrow).filter(submissions::id.nullable().eq_any(ids));
    let seen: Vec<i64> = seen.select(submissions::id).limit(most).load(conn).await?;
    Ok(seen.len() as i64)
}
