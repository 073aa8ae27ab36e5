//! Webhooks of an organisation.
//!
//! - this file: the webhooks;
//! - `events`: new events, in the transaction of their cause; `due`: what has to be sent, and what came of it;
//! - `log`: the deliveries of a webhook, and sending them again.

pub mod due;
pub mod events;
pub mod log;

use super::schema::{webhook_deliveries, webhooks};
use crate::domain::{
    ids::WebhookId,
    webhook::{DeliveryState, EventKind, OffReason},
};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use time::OffsetDateTime;

#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = webhooks)]
pub struct WebhookRow {
    pub id: i64,
    pub webhook_id: WebhookId,
    pub url: String,
    pub description: String,
    pub kinds: Vec<EventKind>,
    pub previous_until: Option<OffsetDateTime>,
    pub created_at: OffsetDateTime,
    pub off_at: Option<OffsetDateTime>,
    pub off_reason: Option<OffReason>,
    pub failing_since: Option<OffsetDateTime>,
}

#[derive(Debug, Insertable)]
#[diesel(table_name = webhooks)]
pub struct NewWebhook<'a> {
    pub organisation_id: i64,
    pub webhook_id: &'a WebhookId,
    pub url: &'a str,
    pub description: &'a str,
    pub kinds: &'a [EventKind],
    pub secret: &'a [u8],
    pub created_by: Option<i64>,
    pub created_at: OffsetDateTime,
}

pub async fn add(conn: &mut AsyncPgConnection, webhook: &NewWebhook<'_>) -> QueryResult<i64> {
    diesel::insert_into(webhooks::table).values(webhook).returning(webhooks::id).get_result(conn).await
}

/// The webhooks of an organisation, oldest first.
pub async fn all(conn: &mut AsyncPgConnection, organisation: i64) -> QueryResult<Vec<WebhookRow>> {
    webhooks::table
        .filter(webhooks::organisation_id.eq(organisation))
        .order(webhooks::id)
        .select(WebhookRow::as_select())
        .load(conn)
        .await
}

pub async fn by_id(conn: &mut AsyncPgConnection, organisation: i64, id: &WebhookId) -> QueryResult<Option<WebhookRow>> {
    webhooks::table
        .filter(webhooks::organisation_id.eq(organisation))
        .filter(webhooks::webhook_id.eq(id))
        .select(WebhookRow::as_select())
        .get_result(conn)
        .await
        .optional()
}

/// Changes where a webhook sends what.
pub async fn change(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    webhook: i64,
    (url, description, kinds): (&str, &str, &[EventKind]),
) -> QueryResult<()> {
    let row = webhooks::table.filter(webhooks::organisation_id.eq(organisation)).filter(webhooks::id.eq(webhook));
    diesel::update(row)
        .set((webhooks::url.eq(url), webhooks::description.eq(description), webhooks::kinds.eq(kinds)))
        .execute(conn)
        .await
        .map(drop)
}

/// Switches a webhook off for a reason; false if it was off.
pub async fn switch_off(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    webhook: i64,
    reason: OffReason,
    now: OffsetDateTime,
) -> QueryResult<bool> {
    let on = webhooks::table
        .filter(webhooks::organisation_id.eq(organisation))
        .filter(webhooks::id.eq(webhook))
        .filter(webhooks::off_at.is_null());
    let set = (webhooks::off_at.eq(now), webhooks::off_reason.eq(reason));
    Ok(diesel::update(on).set(set).execute(conn).await? > 0)
}

/// Switches a webhook on, with no failures so far; false if it was on.
pub async fn switch_on(conn: &mut AsyncPgConnection, organisation: i64, webhook: i64) -> QueryResult<bool> {
    let off = webhooks::table
        .filter(webhooks::organisation_id.eq(organisation))
        .filter(webhooks::id.eq(webhook))
        .filter(webhooks::off_at.is_not_null());
    let set = (
        webhooks::off_at.eq(None::<OffsetDateTime>),
        webhooks::off_reason.eq(None::<OffReason>),
        webhooks::failing_since.eq(None::<OffsetDateTime>),
    );
    Ok(diesel::update(off).set(set).execute(conn).await? > 0)
}

/// Makes due what waits for a webhook.
pub async fn send_waiting(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    webhook: i64,
    now: OffsetDateTime,
) -> QueryResult<()> {
    let waiting = webhook_deliveries::table
        .filter(webhook_deliveries::organisation_id.eq(organisation))
        .filter(webhook_deliveries::webhook_id.eq(webhook))
        .filter(webhook_deliveries::state.eq(DeliveryState::Waiting));
    diesel::update(waiting).set(webhook_deliveries::due_at.eq(now)).execute(conn).await.map(drop)
}

/// Gives a webhook a new secret; the one before is kept until a time.
pub async fn replace_secret(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    webhook: i64,
    secret: &[u8],
    previous_until: OffsetDateTime,
) -> QueryResult<()> {
    let row = webhooks::table.filter(webhooks::organisation_id.eq(organisation)).filter(webhooks::id.eq(webhook));
    let set = (
        webhooks::previous_secret.eq(webhooks::secret.nullable()),
        webhooks::previous_until.eq(previous_until),
        webhooks::secret.eq(secret),
    );
    diesel::update(row).set(set).execute(conn).await.map(drop)
}

/// Deletes a webhook with its deliveries.
pub async fn delete(conn: &mut AsyncPgConnection, organisation: i64, webhook: i64) -> QueryResult<()> {
    let row = webhooks::table.filter(webhooks::organisation_id.eq(organisation)).filter(webhooks::id.eq(webhook));
    diesel::delete(row).execute(conn).await.map(drop)
}
