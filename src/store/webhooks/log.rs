//! The deliveries of a webhook, newest first, and sending them again.

use super::super::schema::webhook_deliveries;
use crate::domain::{
    ids::WebhookEventId,
    webhook::{DeliveryState, EventKind, SendFailure},
};
use diesel::{
    prelude::*,
    sql_types::{BigInt, Timestamptz},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use time::OffsetDateTime;

#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = webhook_deliveries)]
pub struct DeliveryRow {
    pub id: i64,
    pub event_id: WebhookEventId,
    pub kind: EventKind,
    pub facts: Value,
    pub occurred_at: OffsetDateTime,
    pub state: DeliveryState,
    pub due_at: OffsetDateTime,
    pub attempts: i32,
    pub last_attempt_at: Option<OffsetDateTime>,
    pub last_status: Option<i32>,
    pub last_failure: Option<SendFailure>,
    pub last_answer: Option<String>,
}

/// The deliveries of a webhook below a key, newest first.
pub async fn page(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    webhook: i64,
    below: i64,
    limit: i64,
) -> QueryResult<Vec<DeliveryRow>> {
    webhook_deliveries::table
        .filter(webhook_deliveries::organisation_id.eq(organisation))
        .filter(webhook_deliveries::webhook_id.eq(webhook))
        .filter(webhook_deliveries::id.lt(below))
        .order(webhook_deliveries::id.desc())
        .limit(limit)
        .select(DeliveryRow::as_select())
        .load(conn)
        .await
}

/// Makes a delivery due now, whatever became of it; false if there is none.
pub async fn send_again(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    webhook: i64,
    delivery: i64,
    now: OffsetDateTime,
) -> QueryResult<bool> {
    let row = webhook_deliveries::table
        .filter(webhook_deliveries::organisation_id.eq(organisation))
        .filter(webhook_deliveries::webhook_id.eq(webhook))
        .filter(webhook_deliveries::id.eq(delivery));
    let set = (
        webhook_deliveries::state.eq(DeliveryState::Waiting),
        webhook_deliveries::due_at.eq(now),
        webhook_deliveries::attempts.eq(0),
    );
    Ok(diesel::update(row).set(set).execute(conn).await? > 0)
}

/// Makes everything due that happened since a time; returns how many events. Each submission keeps its order.
pub async fn replay(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    webhook: i64,
    since: OffsetDateTime,
    now: OffsetDateTime,
) -> QueryResult<usize> {
    diesel::sql_query(
        "UPDATE webhook_deliveries SET state = 'waiting', due_at = $4, attempts = 0
         WHERE organisation_id = $1 AND webhook_id = $2 AND occurred_at >= $3 AND kind <> 'webhook.test'",
    )
    .bind::<BigInt, _>(organisation)
    .bind::<BigInt, _>(webhook)
    .bind::<Timestamptz, _>(since)
    .bind::<Timestamptz, _>(now)
    .execute(conn)
    .await
}
