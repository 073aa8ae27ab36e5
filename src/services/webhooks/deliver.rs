//! Sends what is due, as a periodic job of a few seconds. The lease of the job lets one process of all servers do it.
//!
//! Invariants: a result is recorded after the answer, so that an event whose process was killed in between is sent again
//! with the same id. A run goes on to look for what is due while slow receivers are waited for, and each webhook has
//! requests of its own, so that none of them holds up the others.

use super::{message, secret};
use crate::{
    app::{App, webhook_sender::Sent},
    domain::{
        audit::actions::AuditAction,
        problem::Problem,
        webhook::{DeliveryState, FAILING_FOR, OffReason, SendFailure, delay_after},
    },
    services::{actor::Actor, notifications::tell},
    store::{
        self, DbConnection,
        error::cross_tenant_connection,
        webhooks::due::{self, AttemptResult, DueRow},
    },
};
use diesel_async::AsyncConnection;
use serde_json::json;
use std::{collections::HashMap, sync::Arc, time::Duration};
use time::OffsetDateTime;
use tokio::{
    sync::Semaphore,
    task::JoinSet,
    time::{Instant, sleep},
};

/// Requests to one webhook at the same time, each about another submission.
const EACH: usize = 4;
/// Requests at the same time.
const AT_ONCE: usize = 200;
/// Results that are recorded at the same time, so that many of them leave connections to the database for others.
const RECORDED_AT_ONCE: usize = 4;
/// How often a run looks for what is due while it waits for receivers.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// After this time a run begins nothing new; the next one goes on.
const LONGEST: Duration = Duration::from_secs(5 * 60);

/// Sends what is due; returns how many attempts were made. Each attempt is a task, so that none holds a connection to the
/// database while it is not run.
pub async fn deliver(app: &Arc<App>) -> Result<usize, Problem> {
    let until = Instant::now() + LONGEST;
    let recording = Arc::new(Semaphore::new(RECORDED_AT_ONCE));
    let mut sending: JoinSet<(i64, Result<(), Problem>)> = JoinSet::new();
    // The webhook of each delivery that is being sent.
    let mut webhooks: HashMap<i64, i64> = HashMap::new();
    let (mut attempts, mut failed) = (0, None);
    loop {
        if failed.is_none() && Instant::now() < until {
            match claim(app, &webhooks).await {
                Ok(rows) => {
                    for row in rows {
                        webhooks.insert(row.id, row.webhook);
                        attempts += 1;
                        let (app, recording) = (Arc::clone(app), Arc::clone(&recording));
                        sending.spawn(async move { (row.id, attempt(&app, &row, &recording).await) });
                    }
                }
                Err(problem) => failed = Some(problem),
            }
        }
        if sending.is_empty() {
            return failed.map_or(Ok(attempts), Err);
        }
        // After an error nothing new is begun, because the same would be sent again at once.
        tokio::select! {
            ended = sending.join_next() => match ended {
                Some(Ok((id, result))) => {
                    webhooks.remove(&id);
                    failed = failed.or(result.err());
                }
                Some(Err(panic)) => failed = Some(Problem::Internal(panic.into())),
                None => {}
            },
            () = sleep(LOOK_EVERY) => {}
        }
    }
}

/// Sends an event once and records what came of it.
async fn attempt(app: &App, row: &DueRow, recording: &Semaphore) -> Result<(), Problem> {
    let sent = send(app, row, recording).await?;
    let _permit = recording.acquire().await;
    record(app, row, &sent).await
}

/// What can be sent besides what is being sent.
async fn claim(app: &App, sending: &HashMap<i64, i64>) -> Result<Vec<DueRow>, Problem> {
    let ids: Vec<i64> = sending.keys().copied().collect();
    let mut conn = cross_tenant_connection(&app.pool).await?;
    let rows = due::due(&mut conn, app.clock.now(), &ids, i64::try_from(EACH).unwrap_or(i64::MAX)).await?;
    let mut busy: HashMap<i64, usize> = HashMap::new();
    for webhook in sending.values() {
        *busy.entry(*webhook).or_default() += 1;
    }
    let mut free = AT_ONCE.saturating_sub(sending.len());
    let mut claimed = Vec::new();
    for row in rows {
        let busy = busy.entry(row.webhook).or_default();
        if *busy < EACH && free > 0 {
            *busy += 1;
            free -= 1;
            claimed.push(row);
        }
    }
    Ok(claimed)
}

/// Sends an event once; an error only if the database is unavailable.
async fn send(app: &App, row: &DueRow, recording: &Semaphore) -> Result<Sent, Problem> {
    let opened = secret::open(app, &row.webhook_id, &row.secret);
    let is_outdated = opened.as_ref().is_some_and(|opened| opened.is_outdated);
    let previous = row.previous_secret.as_deref().and_then(|sealed| secret::open(app, &row.webhook_id, sealed));
    match opened {
        None => Ok(Sent { failure: Some(SendFailure::BadSecret), status: None, answer: String::new() }),
        Some(opened) => {
            let sealed = if is_outdated { Some(secret::seal(app, &row.webhook_id, &opened.secret)?) } else { None };
            let secrets: Vec<_> = std::iter::once(opened).chain(previous).map(|opened| opened.secret).collect();
            let body = message::body(row, &app.config.public_url);
            let headers = message::headers(row, &secrets, app.clock.now(), &body);
            if let Some(sealed) = sealed {
                let _permit = recording.acquire().await;
                due::seal_again(&mut *cross_tenant_connection(&app.pool).await?, row, &sealed).await?;
            }
            fail::fail_point!("webhooks.before_send");
            let sent = app.webhook_sender.send(&row.url, &headers, body).await;
            fail::fail_point!("webhooks.sent");
            Ok(sent)
        }
    }
}

/// Records an attempt. A webhook that wants nothing any more, or that failed for long enough, is switched off.
async fn record(app: &App, row: &DueRow, sent: &Sent) -> Result<(), Problem> {
    let now = app.clock.now();
    let next = match sent.failure {
        None => None,
        Some(SendFailure::Gone) => None,
        Some(_) => delay_after(row.attempts.saturating_add(1), rand::random()),
    };
    let result = AttemptResult {
        state: match (sent.failure, next) {
            (None, _) => DeliveryState::Delivered,
            (Some(_), Some(_)) => DeliveryState::Waiting,
            (Some(_), None) => DeliveryState::Failed,
        },
        due_at: next.map_or(now, |delay| now + delay),
        status: sent.status.map(i32::from),
        failure: sent.failure,
        answer: Some(sent.answer.as_str()).filter(|answer| !answer.is_empty()),
        now,
    };
    let mut conn = cross_tenant_connection(&app.pool).await?;
    conn.transaction::<_, Problem, _>(async |conn| {
        if due::record(conn, row, &result).await? {
            note(app, conn, row, sent.failure, now).await?;
            fail::fail_point!("webhooks.before_commit");
        }
        Ok(())
    })
    .await?;
    fail::fail_point!("webhooks.recorded");
    Ok(())
}

/// Notes success or failure of a webhook; administrators are told if it is switched off.
async fn note(
    app: &App,
    conn: &mut DbConnection,
    row: &DueRow,
    failure: Option<SendFailure>,
    now: OffsetDateTime,
) -> Result<(), Problem> {
    let Some(failure) = failure else {
        due::note_success(conn, row).await?;
        return Ok(());
    };
    let since = due::note_failure(conn, row, now).await?;
    let reason = match failure {
        SendFailure::Gone => OffReason::Gone,
        _ if now - since >= FAILING_FOR => OffReason::Failing,
        _ => return Ok(()),
    };
    if !store::webhooks::switch_off(conn, row.organisation_id, row.webhook, reason, now).await? {
        return Ok(());
    }
    let actor = Actor::system(app, row.organisation_id);
    let details = json!({ "webhook": row.webhook_id, "url": row.url, "reason": reason });
    let audit = actor.audit_of("webhook", Some(row.webhook), AuditAction::WebhookSwitchedOff, details, now);
    store::audit::add(conn, &audit).await?;
    tell::webhook_off(app, conn, row.organisation_id, row.webhook, now).await?;
    Ok(())
}
