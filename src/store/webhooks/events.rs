//! New events: one delivery for each webhook that asks for the kind, in the transaction of the cause. Without such a
//! webhook nothing is written.
//!
//! A submission that is saved in one statement adds its event there (`store::submissions::with_job`).

use crate::{
    domain::{
        ids::{WebhookEventId, WebhookId},
        webhook::EventKind,
    },
    store::prepared_sql::prepared_sql,
};
use diesel::{
    QueryResult,
    sql_types::{BigInt, Jsonb, Nullable, Text, Timestamptz},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use time::OffsetDateTime;

/// An event about a submission.
#[derive(Clone, Debug)]
pub struct NewEvent {
    pub organisation: i64,
    pub kind: EventKind,
    pub submission: i64,
    pub caused_by: Option<i64>,
    /// The absent member for whom they acted.
    pub absent: Option<i64>,
    /// An object with what the kind says besides the facts of the submission.
    pub facts: Value,
    pub now: OffsetDateTime,
}

/// Adds an event; returns to how many webhooks it has to be sent.
pub async fn add(mut conn: &AsyncPgConnection, new: &NewEvent) -> QueryResult<usize> {
    prepared_sql(
        "INSERT INTO webhook_deliveries (organisation_id, webhook_id, event_id, kind, submission_id, caused_by, facts,
             occurred_at, due_at, absent_id)
         SELECT w.organisation_id, w.id, $4, $3, s.id, $5,
             jsonb_build_object('submission_id', s.submission_id, 'module', s.module, 'site_name', s.site_name,
                 'revision', s.revision, 'status', s.status,
                 'approval', (SELECT a.state FROM approvals a WHERE a.submission_id = s.id)) || $6, $7, $7, $8
         FROM webhooks w JOIN submissions s ON s.organisation_id = w.organisation_id
         WHERE w.organisation_id = $1 AND s.id = $2 AND w.off_at IS NULL AND $3 = ANY (w.kinds)",
    )
    .bind::<BigInt, _>(new.organisation)
    .bind::<BigInt, _>(new.submission)
    .bind::<Text, _>(new.kind)
    .bind::<Text, _>(WebhookEventId::random())
    .bind::<Nullable<BigInt>, _>(new.caused_by)
    .bind::<Jsonb, _>(&new.facts)
    .bind::<Timestamptz, _>(new.now)
    .bind::<Nullable<BigInt>, _>(new.absent)
    .execute(&mut conn)
    .await
}

/// Adds a test event for one webhook.
pub async fn add_test(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    webhook: &WebhookId,
    caused_by: Option<i64>,
    now: OffsetDateTime,
) -> QueryResult<usize> {
    diesel::sql_query(
        "INSERT INTO webhook_deliveries (organisation_id, webhook_id, event_id, kind, caused_by, facts, occurred_at, due_at)
         SELECT w.organisation_id, w.id, $3, $4, $5, '{}', $6, $6 FROM webhooks w
         WHERE w.organisation_id = $1 AND w.webhook_id = $2",
    )
    .bind::<BigInt, _>(organisation)
    .bind::<Text, _>(webhook)
    .bind::<Text, _>(WebhookEventId::random())
    .bind::<Text, _>(EventKind::Test)
    .bind::<Nullable<BigInt>, _>(caused_by)
    .bind::<Timestamptz, _>(now)
    .execute(conn)
    .await
}
