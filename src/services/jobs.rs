//! Background jobs: adding them, working on them, and saying how they stand.
//!
//! The database decides everything that matters: that a job is due, who works on it, that it is done or failed. A job
//! is added in the transaction of what causes it (`enqueue`), so none is forgotten and none is made up. For the reports
//! of a submission a job file adds how far it is (`files`), so that its loss costs nothing but a progress bar.
//!
//! - `enqueue`: adding; `start`: from a page; `status`: of a submission's job; `retry`: failed ones again, reports made again;
//! - `files`: the only writer of job files; `console`: what administrators see and press;
//! - `periodic`: claims of periodic jobs.

mod claim;
mod console;
mod enqueue;
mod failure;
mod files;
pub mod periodic;
mod retry;
mod start;
mod status;

pub use claim::Claim;
pub(super) use claim::audit;
pub use console::{
    JobView, JobViewState, PeriodicView, cancel, ended, of_kinds, pending, periodic_jobs, retry_any, run_now,
};
pub use enqueue::{add, add_held, new_token};
pub use failure::{fail, record_failure};
pub use retry::{regenerate_report, retry};
pub use start::{start, started_by};
pub use status::status;
pub(super) use {
    files::{progress, write_done},
    status::status_of,
};

use crate::{
    app::App,
    domain::{
        job::{Failure, Lane},
        problem::Problem,
    },
    store::{self, error::cross_tenant_connection},
};
use serde_json::Value;

/// Which jobs are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobFilter {
    /// Those that were never begun, or were given back.
    Fresh,
    /// Those whose last worker fell silent. One of them may have killed it, and would kill whatever runs beside it.
    Abandoned,
}

/// What a person wants of a job that runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ControlSignal {
    Continue,
    Pause,
    /// It is to end, or another worker has it.
    Cancel,
}

impl ControlSignal {
    /// From the answer of a statement that names the lease.
    pub fn of(held: Option<Option<String>>) -> ControlSignal {
        match held {
            None => ControlSignal::Cancel,
            Some(Some(word)) if word == "cancel" => ControlSignal::Cancel,
            Some(Some(word)) if word == "pause" => ControlSignal::Pause,
            Some(_) => ControlSignal::Continue,
        }
    }
}

/// Which jobs of a lane are to be looked at next.
pub async fn next_filter(app: &App, lane: Lane) -> Result<JobFilter, Problem> {
    let mut conn = cross_tenant_connection(&app.pool).await?;
    let abandoned = store::jobs::abandoned_is_due(&mut conn, &lane.kinds(), app.clock.now()).await?;
    Ok(if abandoned { JobFilter::Abandoned } else { JobFilter::Fresh })
}

/// Takes the most urgent job of a lane, if there is one. A job that has used up its tries, because its process died
/// each time, is failed here instead, and the next one is looked at.
pub async fn claim(app: &App, lane: Lane, filter: JobFilter) -> Result<Option<Claim>, Problem> {
    let kinds = lane.kinds();
    loop {
        let (now, token) = (app.clock.now(), new_token());
        let abandoned = filter == JobFilter::Abandoned;
        let mut conn = cross_tenant_connection(&app.pool).await?;
        let row = store::jobs::claim(&mut conn, &kinds, abandoned, &token, now, lease(app)).await?;
        drop(conn);
        let Some(row) = row else { return Ok(None) };
        let claim = Claim {
            id: row.id,
            token,
            organisation_id: row.organisation_id,
            submission: row.submission_id,
            job_id: row.job_id,
            kind: row.kind,
            payload: row.payload,
            user_id: row.user_id,
            attempt: row.attempts,
            max_attempts: row.max_attempts,
            created_at: row.created_at,
            started_at: now,
        };
        if claim.attempt <= claim.max_attempts {
            fail::fail_point!("job.claimed");
            progress(app, &claim, 0);
            return Ok(Some(claim));
        }
        failure::fail(app, &claim, Failure::Crashed, None).await?;
    }
}

/// How long a claim holds without a heartbeat.
pub fn lease(app: &App) -> time::Duration {
    time::Duration::try_from(app.config.lease).unwrap_or(time::Duration::seconds(30))
}

/// Holds a claim for another lease and records its progress; answers what people want of it, none if it was lost.
pub async fn extend(app: &App, claim: &Claim, progress: (u64, u64)) -> Result<Option<ControlSignal>, Problem> {
    let mut conn = cross_tenant_connection(&app.pool).await?;
    let until = app.clock.now() + lease(app);
    let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let progress = (number(progress.0), number(progress.1));
    let held = store::jobs::extend(&mut conn, claim.id, &claim.token, until, progress).await?;
    Ok(held.map(|control| ControlSignal::of(Some(control))))
}

/// The process stops: the job is due again at once, and the try does not count.
pub async fn release(app: &App, claim: &Claim) -> Result<(), Problem> {
    let mut conn = cross_tenant_connection(&app.pool).await?;
    store::jobs::release(&mut conn, claim.id, &claim.token, app.clock.now()).await?;
    Ok(())
}

/// Ends a job that has not recorded its own end. A kind that the console shows keeps its row, with the result.
pub async fn finish(app: &App, claim: &Claim, result: &Value) -> Result<(), Problem> {
    let mut conn = cross_tenant_connection(&app.pool).await?;
    let held = match claim.kind.is_kept() {
        true => store::jobs::finish_with(&mut conn, claim.id, &claim.token, result, app.clock.now()).await?,
        false => store::jobs::finish(&mut conn, claim.id, &claim.token).await?,
    };
    if held { Ok(()) } else { Err(claim.lost()) }
}
