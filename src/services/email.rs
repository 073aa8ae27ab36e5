//! E-mail to people: written in the transaction that causes it, delivered by a job (outbox).
//!
//! A job's row must not contain a link that opens an account, so address, subject and text are sealed with the server's
//! key. Building the text at delivery instead would need a new link for each attempt, and a mail that arrived although
//! its server broke off would contain an invalid one. Delivery is at least once, with retries over hours
//! (`JobKind::retry`); a mail whose link has expired, or whose addressee was erased, is not sent.

use super::jobs::{self, Claim};
use crate::{
    app::App,
    domain::{
        job::{Failure, JobKind, Lane, SendEmail},
        problem::Problem,
    },
    mail::Email,
    security::{KeyPurpose, sealed as sealing},
    store,
};
use anyhow::{Context, anyhow};
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;
use time::OffsetDateTime;

/// The sealed content of the job.
#[derive(Serialize, Deserialize)]
struct Content {
    to: String,
    subject: String,
    body: String,
    #[serde(with = "time::serde::rfc3339")]
    useful_until: OffsetDateTime,
}

/// Adds an e-mail; does nothing if no mail server is configured. Call [`wake`] after the commit.
pub(super) async fn add(
    app: &App,
    conn: &mut AsyncPgConnection,
    organisation: Option<i64>,
    email: Email,
    useful_until: OffsetDateTime,
) -> Result<(), Problem> {
    if !app.mailer.is_configured() {
        return Ok(());
    }
    let content = Content { to: email.to, subject: email.subject, body: email.body, useful_until };
    let payload = SendEmail { sealed: sealed(app, &content)? };
    jobs::add(conn, organisation, None, &payload, app.clock.now()).await?;
    Ok(())
}

/// The addressee of a sealed payload, of an e-mail or of a request for a password reset.
#[derive(Deserialize)]
struct Addressee {
    #[serde(alias = "address")]
    to: String,
}

/// Deletes all e-mails to an erased person, of an organisation or of the system, and what would become one. Returns how
/// many. A payload that no key opens cannot be sent either.
pub(super) async fn withdraw(
    app: &App,
    conn: &mut AsyncPgConnection,
    organisation: Option<i64>,
    address: &str,
) -> QueryResult<usize> {
    let kinds = [JobKind::SendEmail, JobKind::RequestPasswordReset].map(JobKind::as_str);
    let is_theirs = |payload: &Value| {
        let sealed = payload.get("sealed").and_then(Value::as_str).unwrap_or_default();
        let addressee = opened::<Addressee>(app, sealed);
        addressee.is_ok_and(|addressee| addressee.to.to_lowercase() == address.to_lowercase())
    };
    let all = store::jobs::emails::payloads(conn, organisation, &kinds).await?;
    let theirs: Vec<i64> = all.iter().filter(|(_, payload)| is_theirs(payload)).map(|(id, _)| *id).collect();
    store::jobs::emails::delete(conn, &theirs).await
}

/// Wakes the workers that deliver e-mail.
pub(super) fn wake(app: &App) {
    app.jobs.wake(Lane::Email);
}

/// Delivers one e-mail. Failures are logged without the recipient, because the content is secret.
pub async fn deliver(app: &App, claim: &Claim, payload: &SendEmail) -> Result<Option<Failure>, Problem> {
    let content: Content = opened(app, &payload.sealed)?;
    if content.useful_until <= app.clock.now() {
        return Ok(Some(Failure::Expired));
    }
    let email = Email { to: content.to, subject: content.subject, body: content.body };
    fail::fail_point!("email.before_send");
    app.mailer.send(&email).await.map_err(Problem::Unavailable)?;
    fail::fail_point!("email.sent");
    tracing::debug!(job.id = %claim.job_id, "an e-mail was delivered");
    Ok(None)
}

/// Seals content for the payload of a job whose row must not show it.
pub(super) fn sealed<T: Serialize>(app: &App, content: &T) -> Result<String, Problem> {
    let bytes = serde_json::to_vec(content).map_err(|error| Problem::Internal(error.into()))?;
    let sealed = sealing::seal(&app.keyring, KeyPurpose::JobPayload, &[], &bytes);
    let sealed = sealed.map_err(|_| Problem::Internal(anyhow!("a payload cannot be sealed")))?;
    Ok(hex::encode(sealed))
}

pub(super) fn opened<T: DeserializeOwned>(app: &App, sealed: &str) -> Result<T, Problem> {
    let open = || {
        let bytes = hex::decode(sealed).context("a sealed payload is no hex")?;
        let opened = sealing::open(&app.keyring, KeyPurpose::JobPayload, &[], &bytes);
        anyhow::Ok(serde_json::from_slice(&opened.context("no key opens a sealed payload")?.secret)?)
    };
    open().map_err(Problem::Internal)
}
