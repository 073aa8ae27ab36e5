//! Starting a job from a page: adds it and waits briefly, so that the next page can show the result of a short job.

use super::{claim::Claim, enqueue::add};
use crate::{
    app::App,
    domain::{
        job::JobPayload,
        problem::{Conflict, Problem},
    },
    services::actor::Actor,
    store::{self, error::cross_tenant_connection},
};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// How long to wait for a short job.
const QUICK: Duration = Duration::from_millis(700);
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// Adds a job of the actor's organisation; a conflict if the same one is pending.
pub async fn start<P: JobPayload>(app: &App, actor: &Actor, payload: &P) -> Result<(), Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let added = add(&mut conn, Some(actor.organisation_id), actor.user_id, payload, app.clock.now()).await?;
    let id = added.ok_or(Problem::Conflict(Conflict::AlreadyRuns))?;
    app.jobs.wake(P::KIND.lane());
    let since = Instant::now();
    while since.elapsed() < QUICK {
        sleep(LOOK_EVERY).await;
        let row = store::jobs::row_by_job_id(&mut conn, id.as_str()).await?;
        if row.is_none_or(|row| row.finished_at.or(row.failed_at).is_some()) {
            break;
        }
    }
    Ok(())
}

/// The e-mail address of the user who started a job, for the records that it writes; `console` without a user.
pub async fn started_by(app: &App, claim: &Claim) -> Result<String, Problem> {
    let Some(user) = claim.user_id else { return Ok("console".to_owned()) };
    let mut conn = cross_tenant_connection(&app.pool).await?;
    let user = store::users::by_id(&mut conn, user).await?;
    Ok(user.map_or_else(|| "console".to_owned(), |user| user.email))
}
