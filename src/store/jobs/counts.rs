//! Numbers of jobs, for monitoring.

use diesel::{
    QueryableByName,
    prelude::*,
    sql_types::{Double, Int8, Text, Timestamptz},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use time::OffsetDateTime;

/// The jobs of one kind in one state: `running`, `due`, `waiting` for a later time, or `failed`.
#[derive(Clone, Debug, PartialEq, QueryableByName)]
pub struct JobCount {
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Text)]
    pub state: String,
    #[diesel(sql_type = Int8)]
    pub number: i64,
    /// The age of the oldest, in seconds.
    #[diesel(sql_type = Double)]
    pub oldest_seconds: f64,
}

/// Jobs that have not ended successfully, of all organisations.
pub async fn by_kind_and_state(conn: &mut AsyncPgConnection, now: OffsetDateTime) -> QueryResult<Vec<JobCount>> {
    let query = "SELECT kind, state, count(*) AS number,
            greatest(max(extract(epoch FROM $1 - created_at)), 0)::double precision AS oldest_seconds
        FROM (SELECT kind, created_at, CASE WHEN failed_at IS NOT NULL THEN 'failed' WHEN run_after <= $1 THEN 'due'
                  WHEN lease_token IS NOT NULL THEN 'running' ELSE 'waiting' END AS state
              FROM jobs WHERE finished_at IS NULL) j
        GROUP BY kind, state ORDER BY kind, state";
    diesel::sql_query(query).bind::<Timestamptz, _>(now).load(conn).await
}
