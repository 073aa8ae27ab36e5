//! What has to be sent now, and what came of an attempt. Needs cross-tenant connections.
//!
//! Invariants: of the events of a submission, a webhook gets the later one after the earlier one was delivered or given up.
//! A result is recorded for the attempt that it belongs to, so that a request to send again is never lost.

use super::super::schema::webhooks;
use crate::domain::{
    ids::{WebhookEventId, WebhookId},
    webhook::{DeliveryState, EventKind, SendFailure},
};
use diesel::{
    dsl::sql,
    prelude::*,
    sql_types::{Array, BigInt, Bytea, Int4, Jsonb, Nullable, Text, Timestamptz},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use time::OffsetDateTime;

/// A delivery that is due, with what sending it takes.
#[derive(Clone, Debug, QueryableByName)]
pub struct DueRow {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = BigInt)]
    pub organisation_id: i64,
    #[diesel(sql_type = BigInt)]
    pub webhook: i64,
    #[diesel(sql_type = Text)]
    pub webhook_id: WebhookId,
    #[diesel(sql_type = Text)]
    pub url: String,
    #[diesel(sql_type = Bytea)]
    pub secret: Vec<u8>,
    /// Only while deliveries are signed with both.
    #[diesel(sql_type = Nullable<Bytea>)]
    pub previous_secret: Option<Vec<u8>>,
    #[diesel(sql_type = Text)]
    pub event_id: WebhookEventId,
    #[diesel(sql_type = Text)]
    pub kind: EventKind,
    #[diesel(sql_type = Jsonb)]
    pub facts: Value,
    /// The display name of who caused it.
    #[diesel(sql_type = Nullable<Text>)]
    pub actor: Option<String>,
    /// The display name of the absent member for whom they acted.
    #[diesel(sql_type = Nullable<Text>)]
    pub absent: Option<String>,
    #[diesel(sql_type = Timestamptz)]
    pub occurred_at: OffsetDateTime,
    #[diesel(sql_type = Timestamptz)]
    pub due_at: OffsetDateTime,
    #[diesel(sql_type = Int4)]
    pub attempts: i32,
}

/// The deliveries that are due, except for those that are being sent: at most `each` of a webhook. Each webhook is looked
/// at by itself, so that much that waits for one of them never hides another.
pub async fn due(
    conn: &mut AsyncPgConnection,
    now: OffsetDateTime,
    sending: &[i64],
    each: i64,
) -> QueryResult<Vec<DueRow>> {
    diesel::sql_query(
        "SELECT d.id, d.organisation_id, w.id AS webhook, w.webhook_id, w.url, w.secret,
             CASE WHEN w.previous_until > $1 THEN w.previous_secret END AS previous_secret,
             d.event_id, d.kind, d.facts, u.full_name AS actor, a.full_name AS absent, d.occurred_at, d.due_at, d.attempts
         FROM webhooks w CROSS JOIN LATERAL (
             SELECT x.* FROM webhook_deliveries x
             WHERE x.webhook_id = w.id AND x.state = 'waiting' AND x.due_at <= $1 AND x.id <> ALL ($2)
                 AND NOT EXISTS (SELECT FROM webhook_deliveries e WHERE e.submission_id = x.submission_id
                     AND e.webhook_id = x.webhook_id AND e.id < x.id AND e.state = 'waiting')
             ORDER BY x.due_at LIMIT $3) d
         LEFT JOIN users u ON u.id = d.caused_by
         LEFT JOIN users a ON a.id = d.absent_id
         WHERE w.off_at IS NULL ORDER BY d.due_at",
    )
    .bind::<Timestamptz, _>(now)
    .bind::<Array<BigInt>, _>(sending)
    .bind::<BigInt, _>(each)
    .load(conn)
    .await
}

/// What came of an attempt.
#[derive(Clone, Debug)]
pub struct AttemptResult<'a> {
    pub state: DeliveryState,
    /// When the next attempt is due, if it still waits.
    pub due_at: OffsetDateTime,
    pub status: Option<i32>,
    pub failure: Option<SendFailure>,
    pub answer: Option<&'a str>,
    pub now: OffsetDateTime,
}

/// Records an attempt; false if the delivery has changed since, or is gone.
pub async fn record(conn: &mut AsyncPgConnection, row: &DueRow, result: &AttemptResult<'_>) -> QueryResult<bool> {
    let recorded = diesel::sql_query(
        "UPDATE webhook_deliveries SET state = $3, due_at = $4, attempts = attempts + 1, last_attempt_at = $5,
             last_status = $6, last_failure = $7, last_answer = $8
         WHERE id = $1 AND attempts = $2 AND due_at = $9 AND state = 'waiting'",
    )
    .bind::<BigInt, _>(row.id)
    .bind::<Int4, _>(row.attempts)
    .bind::<Text, _>(result.state)
    .bind::<Timestamptz, _>(result.due_at)
    .bind::<Timestamptz, _>(result.now)
    .bind::<Nullable<Int4>, _>(result.status)
    .bind::<Nullable<Text>, _>(result.failure)
    .bind::<Nullable<Text>, _>(result.answer)
    .bind::<Timestamptz, _>(row.due_at)
    .execute(conn)
    .await?;
    Ok(recorded > 0)
}

/// Notes that an attempt of a webhook has not failed.
pub async fn note_success(conn: &mut AsyncPgConnection, row: &DueRow) -> QueryResult<()> {
    let failing = webhooks::table
        .filter(webhooks::organisation_id.eq(row.organisation_id))
        .filter(webhooks::id.eq(row.webhook))
        .filter(webhooks::failing_since.is_not_null());
    diesel::update(failing).set(webhooks::failing_since.eq(None::<OffsetDateTime>)).execute(conn).await.map(drop)
}

/// Notes that an attempt of a webhook has failed; returns since when every attempt fails.
pub async fn note_failure(
    conn: &mut AsyncPgConnection,
    row: &DueRow,
    now: OffsetDateTime,
) -> QueryResult<OffsetDateTime> {
    let webhook =
        webhooks::table.filter(webhooks::organisation_id.eq(row.organisation_id)).filter(webhooks::id.eq(row.webhook));
    let since: Option<Option<OffsetDateTime>> = diesel::update(webhook)
        .set(
            webhooks::failing_since
                .eq(sql::<Nullable<Timestamptz>>("coalesce(failing_since, ").bind::<Timestamptz, _>(now).sql(")")),
        )
        .returning(webhooks::failing_since)
        .get_result(conn)
        .await
        .optional()?;
    Ok(since.flatten().unwrap_or(now))
}

/// Keeps a secret that was sealed again with the newest key of the server, unless it was replaced meanwhile.
pub async fn seal_again(conn: &mut AsyncPgConnection, row: &DueRow, sealed: &[u8]) -> QueryResult<()> {
    let webhook = webhooks::table
        .filter(webhooks::organisation_id.eq(row.organisation_id))
        .filter(webhooks::id.eq(row.webhook))
        .filter(webhooks::secret.eq(&row.secret));
    diesel::update(webhook).set(webhooks::secret.eq(sealed)).execute(conn).await.map(drop)
}

/// Forgets replaced secrets whose time is over; returns how many.
pub async fn forget_previous_secrets(conn: &mut AsyncPgConnection, now: OffsetDateTime) -> QueryResult<usize> {
    let none = (webhooks::previous_secret.eq(None::<Vec<u8>>), webhooks::previous_until.eq(None::<OffsetDateTime>));
    diesel::update(webhooks::table.filter(webhooks::previous_until.le(now))).set(none).execute(conn).await
}

/// Deletes deliveries of events before a time, at most `limit`; returns how many. What still waits for a webhook that is
/// switched off goes, too.
pub async fn delete_old(conn: &mut AsyncPgConnection, before: OffsetDateTime, limit: i64) -> QueryResult<usize> {
    diesel::sql_query(
        "DELETE FROM webhook_deliveries WHERE id IN (SELECT id FROM webhook_deliveries
             WHERE occurred_at < $1 ORDER BY occurred_at LIMIT $2)",
    )
    .bind::<Timestamptz, _>(before)
    .bind::<BigInt, _>(limit)
    .execute(conn)
    .await
}
