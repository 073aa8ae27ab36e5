//! What was sent to a webhook, and sending it again.

use super::{DELIVER, Delivery, Webhook, find};
use crate::{
    app::App,
    domain::{
        audit::actions::AuditAction,
        ids::WebhookId,
        problem::{Problem, Resource},
    },
    services::actor::Actor,
    store::{self, webhooks::log},
};
use diesel_async::AsyncConnection;
use serde_json::json;
use time::OffsetDateTime;

/// Deliveries on one page.
pub const PAGE: i64 = 30;

/// A webhook with a part of its log.
pub struct WebhookLog {
    pub webhook: Webhook,
    /// Newest first.
    pub deliveries: Vec<Delivery>,
    /// The cursor of older ones.
    pub next: Option<i64>,
}

/// A webhook with its deliveries below a key.
pub async fn page(app: &App, actor: &Actor, id: &WebhookId, before: Option<i64>) -> Result<WebhookLog, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let webhook = find(&mut conn, actor, id).await?;
    let below = before.unwrap_or(i64::MAX);
    let mut deliveries = log::page(&mut conn, actor.organisation_id, webhook.id, below, PAGE + 1).await?;
    let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let has_more = deliveries.len() > page;
    deliveries.truncate(page);
    let next = deliveries.last().filter(|_| has_more).map(|row| row.id);
    let deliveries = deliveries.into_iter().map(Delivery::from).collect();
    Ok(WebhookLog { webhook: webhook.into(), deliveries, next })
}

/// Sends one event again, whatever became of it before.
pub async fn send_again(app: &App, actor: &Actor, id: &WebhookId, delivery: i64) -> Result<(), Problem> {
    let now = app.clock.now();
    let mut conn = actor.connection(&app.pool).await?;
    let webhook = find(&mut conn, actor, id).await?;
    conn.transaction::<_, Problem, _>(async |conn| {
        if !log::send_again(conn, actor.organisation_id, webhook.id, delivery, now).await? {
            return Err(Problem::NotFound(Resource::Webhook));
        }
        let details = json!({ "webhook": id, "delivery": delivery });
        let audit = actor.audit_of("webhook", Some(webhook.id), AuditAction::WebhookReplayed, details, now);
        Ok(store::audit::add(conn, &audit).await?)
    })
    .await?;
    app.jobs.request(DELIVER);
    Ok(())
}

/// Sends everything again that happened since a time; returns how many events.
pub async fn replay(app: &App, actor: &Actor, id: &WebhookId, since: OffsetDateTime) -> Result<usize, Problem> {
    let now = app.clock.now();
    let mut conn = actor.connection(&app.pool).await?;
    let webhook = find(&mut conn, actor, id).await?;
    let count = conn
        .transaction::<_, Problem, _>(async |conn| {
            let count = log::replay(conn, actor.organisation_id, webhook.id, since, now).await?;
            let details = json!({ "webhook": id, "since": since.unix_timestamp(), "events": count });
            let audit = actor.audit_of("webhook", Some(webhook.id), AuditAction::WebhookReplayed, details, now);
            store::audit::add(conn, &audit).await?;
            Ok(count)
        })
        .await?;
    app.jobs.request(DELIVER);
    Ok(count)
}
