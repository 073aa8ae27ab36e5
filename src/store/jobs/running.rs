//! Which jobs are running now.

use crate::{domain::job::JobKind, store::schema::jobs};
use diesel::{dsl::exists, prelude::*, select};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use time::OffsetDateTime;

/// Whether a process of any instance holds a job of this kind, of any organisation.
pub async fn any(conn: &mut AsyncPgConnection, kind: JobKind, now: OffsetDateTime) -> QueryResult<bool> {
    let held = jobs::table
        .filter(jobs::kind.eq(kind.as_str()))
        .filter(jobs::lease_token.is_not_null())
        .filter(jobs::finished_at.is_null())
        .filter(jobs::run_after.gt(now));
    select(exists(held)).get_result(conn).await
}
