//! Webhooks: administrators say which programs are told of what happens; a job tells them.
//!
//! - this file and `input`: the webhooks of an organisation; `log`: what was sent, and sending it again;
//! - `events`: new events, in the transaction of their cause;
//! - `deliver`: sends what is due, as a periodic job; `message`: what is sent; `secret`: how secrets are kept;
//! - `old`: deletes what is old.
//!
//! Invariants: an event is written if and only if its cause was committed and a webhook asks for its kind; it is sent at
//! least once, with the same id in every attempt. A secret is shown once.

pub mod deliver;
pub(in crate::services) mod events;
mod input;
pub mod log;
mod message;
mod model;
pub mod old;
mod secret;

pub use input::WebhookRequest;
pub use model::{Delivery, Webhook};

use super::{actor::Actor, notifications::tell};
use crate::{
    app::App,
    domain::{
        audit::actions::AuditAction,
        ids::WebhookId,
        problem::{Problem, Resource},
        webhook::{OffReason, PREVIOUS_SECRET_FOR},
    },
    security::webhook_secret::WebhookSecret,
    store::{
        self,
        pool::Connection,
        webhooks::{NewWebhook, WebhookRow},
    },
};
use diesel_async::AsyncConnection;
use serde_json::{Value, json};

/// The most webhooks of an organisation.
pub const MOST: usize = 20;

/// The periodic job that sends what is due.
pub(in crate::services) const DELIVER: &str = "webhooks.deliver";

/// A webhook that was made, or got a new secret; only this value contains it.
#[derive(Debug)]
pub struct WebhookWithSecret {
    pub id: WebhookId,
    pub url: String,
    pub secret: WebhookSecret,
}

/// The webhooks of the organisation, oldest first.
pub async fn all(app: &App, actor: &Actor) -> Result<Vec<Webhook>, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let rows = store::webhooks::all(&mut conn, actor.organisation_id).await?;
    Ok(rows.into_iter().map(Webhook::from).collect())
}

async fn find(conn: &mut Connection, actor: &Actor, id: &WebhookId) -> Result<WebhookRow, Problem> {
    let row = store::webhooks::by_id(conn, actor.organisation_id, id).await?;
    row.ok_or(Problem::NotFound(Resource::Webhook))
}

/// Adds a webhook, which is on.
pub async fn add(app: &App, actor: &Actor, request: &WebhookRequest) -> Result<WebhookWithSecret, Problem> {
    let checked = input::check(app, request).map_err(Problem::Invalid)?;
    let (now, organisation) = (app.clock.now(), actor.organisation_id);
    let (id, secret) = (WebhookId::random(), WebhookSecret::random());
    let sealed = secret::seal(app, &id, &secret)?;
    let mut conn = actor.connection(&app.pool).await?;
    if store::webhooks::all(&mut conn, organisation).await?.len() >= MOST {
        return Err(Problem::Invalid(vec![input::too_many(MOST)]));
    }
    conn.transaction::<_, Problem, _>(async |conn| {
        let row = NewWebhook {
            organisation_id: organisation,
            webhook_id: &id,
            url: &checked.url,
            description: &checked.description,
            kinds: &checked.kinds,
            secret: &sealed,
            created_by: actor.user_id,
            created_at: now,
        };
        let key = store::webhooks::add(conn, &row).await?;
        let details = json!({ "webhook": id, "url": checked.url, "kinds": checked.kinds });
        let audit = actor.audit_of("webhook", Some(key), AuditAction::WebhookMade, details, now);
        Ok(store::audit::add(conn, &audit).await?)
    })
    .await?;
    Ok(WebhookWithSecret { id, url: checked.url, secret })
}

/// Changes address, description and kinds; does nothing if they are unchanged.
pub async fn change(app: &App, actor: &Actor, id: &WebhookId, request: &WebhookRequest) -> Result<(), Problem> {
    let checked = input::check(app, request).map_err(Problem::Invalid)?;
    let mut conn = actor.connection(&app.pool).await?;
    let row = find(&mut conn, actor, id).await?;
    let pairs = [
        ("url", json!(row.url), json!(checked.url)),
        ("description", json!(row.description), json!(checked.description)),
        ("kinds", json!(row.kinds), json!(checked.kinds)),
    ];
    let differs = pairs.into_iter().filter(|(_, before, after)| before != after);
    let changes: serde_json::Map<String, Value> =
        differs.map(|(name, before, after)| (name.to_owned(), json!({ "before": before, "after": after }))).collect();
    if changes.is_empty() {
        return Ok(());
    }
    let mut details = json!({ "webhook": id });
    if let Some(fields) = details.as_object_mut() {
        fields.extend(changes);
    }
    let new = (checked.url.as_str(), checked.description.as_str(), checked.kinds.as_slice());
    let now = app.clock.now();
    conn.transaction::<_, Problem, _>(async |conn| {
        store::webhooks::change(conn, actor.organisation_id, row.id, new).await?;
        let audit = actor.audit_of("webhook", Some(row.id), AuditAction::WebhookChanged, details, now);
        Ok(store::audit::add(conn, &audit).await?)
    })
    .await
}

/// Switches a webhook on or off. What waits is kept, and sent when it is on again; events of the time between are not
/// written.
pub async fn switch(app: &App, actor: &Actor, id: &WebhookId, on: bool) -> Result<(), Problem> {
    let now = app.clock.now();
    let mut conn = actor.connection(&app.pool).await?;
    let row = find(&mut conn, actor, id).await?;
    conn.transaction::<_, Problem, _>(async |conn| {
        let organisation = actor.organisation_id;
        let (switched, action) = match on {
            true => {
                store::webhooks::send_waiting(conn, organisation, row.id, now).await?;
                tell::webhook_settled(conn, organisation, row.id, now).await?;
                (store::webhooks::switch_on(conn, organisation, row.id).await?, AuditAction::WebhookSwitchedOn)
            }
            false => {
                let reason = OffReason::ByAdministrator;
                let switched = store::webhooks::switch_off(conn, organisation, row.id, reason, now).await?;
                (switched, AuditAction::WebhookSwitchedOff)
            }
        };
        if !switched {
            return Ok(());
        }
        let audit = actor.audit_of("webhook", Some(row.id), action, json!({ "webhook": id, "url": row.url }), now);
        Ok(store::audit::add(conn, &audit).await?)
    })
    .await?;
    app.jobs.request(DELIVER);
    Ok(())
}

/// Gives a webhook a new secret. Deliveries of the next day are signed with both.
pub async fn replace_secret(app: &App, actor: &Actor, id: &WebhookId) -> Result<WebhookWithSecret, Problem> {
    let (now, secret) = (app.clock.now(), WebhookSecret::random());
    let sealed = secret::seal(app, id, &secret)?;
    let mut conn = actor.connection(&app.pool).await?;
    let row = find(&mut conn, actor, id).await?;
    conn.transaction::<_, Problem, _>(async |conn| {
        let until = now + PREVIOUS_SECRET_FOR;
        store::webhooks::replace_secret(conn, actor.organisation_id, row.id, &sealed, until).await?;
        let details = json!({ "webhook": id, "url": row.url });
        let audit = actor.audit_of("webhook", Some(row.id), AuditAction::WebhookSecretReplaced, details, now);
        Ok(store::audit::add(conn, &audit).await?)
    })
    .await?;
    Ok(WebhookWithSecret { id: id.clone(), url: row.url, secret })
}

/// Deletes a webhook with its log; what waits is not sent.
pub async fn delete(app: &App, actor: &Actor, id: &WebhookId) -> Result<(), Problem> {
    let now = app.clock.now();
    let mut conn = actor.connection(&app.pool).await?;
    let row = find(&mut conn, actor, id).await?;
    conn.transaction::<_, Problem, _>(async |conn| {
        store::webhooks::delete(conn, actor.organisation_id, row.id).await?;
        let details = json!({ "webhook": id, "url": row.url });
        let audit = actor.audit_of("webhook", Some(row.id), AuditAction::WebhookDeleted, details, now);
        Ok(store::audit::add(conn, &audit).await?)
    })
    .await
}

/// Adds a test event, which is sent at once if the webhook is on.
pub async fn send_test(app: &App, actor: &Actor, id: &WebhookId) -> Result<(), Problem> {
    let now = app.clock.now();
    let mut conn = actor.connection(&app.pool).await?;
    let row = find(&mut conn, actor, id).await?;
    conn.transaction::<_, Problem, _>(async |conn| {
        store::webhooks::events::add_test(conn, actor.organisation_id, id, actor.user_id, now).await?;
        let details = json!({ "webhook": id, "url": row.url });
        let audit = actor.audit_of("webhook", Some(row.id), AuditAction::WebhookTested, details, now);
        Ok(store::audit::add(conn, &audit).await?)
    })
    .await?;
    app.jobs.request(DELIVER);
    Ok(())
}
