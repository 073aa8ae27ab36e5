//! The review queue by reason and module: how many records await a decision, and which.

use super::legacy_records::{ReviewQueueRow, in_review_queue};
use crate::{
    domain::review_queue::{OfModule, ReviewFilter},
    store::schema::legacy_records,
};
use diesel::{
    dsl::max,
    pg::Pg,
    prelude::*,
    sql_types::{Int8, Nullable, Text},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

/// Records with the same state, reason and module.
#[derive(Clone, Debug, QueryableByName)]
pub struct QueueCount {
    #[diesel(sql_type = Text)]
    pub state: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub reason: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub module: Option<String>,
    #[diesel(sql_type = Int8)]
    pub count: i64,
}

/// All records that await a decision, counted; the most frequent first.
pub async fn counts(conn: &mut AsyncPgConnection, organisation: i64) -> QueryResult<Vec<QueueCount>> {
    diesel::sql_query(
        "SELECT state, reason, module, count(*) AS count FROM legacy_records
         WHERE organisation_id = $1 AND state IN ('quarantined', 'divergent')
           AND (decision IS NULL OR decision = 'assigned')
         GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1, 2, 3",
    )
    .bind::<Int8, _>(organisation)
    .load(conn)
    .await
}

/// The highest key of all records, as the limit for a decision about those that exist now.
pub async fn newest(conn: &mut AsyncPgConnection, organisation: i64) -> QueryResult<i64> {
    let tenant_rows = legacy_records::table.filter(legacy_records::organisation_id.eq(organisation));
    Ok(tenant_rows.select(max(legacy_records::id)).first::<Option<i64>>(conn).await?.unwrap_or(0))
}

/// Records that await a decision and pass a filter, with keys in `after + 1 ..= until`.
pub async fn waiting(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    filter: &ReviewFilter,
    after: i64,
    until: i64,
    limit: i64,
) -> QueryResult<Vec<ReviewQueueRow>> {
    let mut rows = in_review_queue(organisation)
        .filter(legacy_records::state.eq(filter.state.as_str()))
        .filter(legacy_records::decision.is_null().or(legacy_records::decision.eq("assigned")))
        .filter(legacy_records::id.gt(after))
        .filter(legacy_records::id.le(until))
        .order(legacy_records::id)
        .limit(limit)
        .into_boxed::<Pg>();
    if let Some(reason) = &filter.reason {
        rows = rows.filter(legacy_records::reason.eq(reason));
    }
    match &filter.module {
        None => {}
        Some(OfModule::Unknown) => rows = rows.filter(legacy_records::module.is_null()),
        Some(OfModule::Known(module)) => rows = rows.filter(legacy_records::module.eq(module.as_str())),
    }
    rows.load(conn).await
}
