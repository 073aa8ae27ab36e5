//! Background jobs: adding, claiming, ending and showing them.
//!
//! The database is the source of truth: that a job is due, which worker has it, whether it is done or failed. A job is
//! added in the transaction that causes it (`enqueue`). For the reports of a submission a job file adds the progress
//! (`files`); losing it loses nothing else.
//!
//! - `enqueue`: adding; `start`: adding from a page; `status`: state of a submission's job; `retry`: failed jobs and
//!   missing reports;
//! - `files`: the only writer of job files; `console`: the view and actions of administrators;
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
pub use retry::{regenerate_report, retry, settle_failed, settle_failed_imported};
pub use start::{start, started_by};
pub use status::status;
pub(super) use {
    files::{progress, write_done},
    status::status_of,
};

use crate::{
    app::App,
    domain::{
        job::{Failure, JobControl, Lane},
        problem::Problem,
    },
    store::{self, error::cross_tenant_connection},
};
use serde_json::Value;

/// Which jobs of a lane to claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobFilter {
    /// Jobs that never started, or were given back.
    Fresh,
    /// Jobs whose worker stopped renewing its lease. Such a job may have crashed its process, so it must not run beside
    /// others.
    Abandoned,
}

/// The control request of an administrator for a running job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ControlSignal {
    Continue,
    Pause,
    /// The job must stop, or another worker has it.
    Cancel,
}

impl ControlSignal {
    /// From the result of a statement that is conditional on the lease token.
    pub fn of(held: Option<Option<JobControl>>) -> ControlSignal {
        match held {
            None | Some(Some(JobControl::Cancel)) => ControlSignal::Cancel,
            Some(Some(JobControl::Pause)) => ControlSignal::Pause,
            Some(None) => ControlSignal::Continue,
        }
    }
}

/// Which jobs of a lane to claim next: abandoned ones first.
pub async fn next_filter(app: &App, lane: Lane) -> Result<JobFilter, Problem> {
    let mut conn = cross_tenant_connection(&app.pool).await?;
    let abandoned = store::jobs::abandoned_is_due(&mut conn, &lane.kinds(), app.clock.now()).await?;
    Ok(if abandoned { JobFilter::Abandoned } else { JobFilter::Fresh })
}

/// Claims the most urgent job of a lane, if there is one. A job that has no attempts left, because its process crashed
/// each time, is marked as failed here, and the next one is taken.
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

/// How long a claim is valid without a heartbeat.
pub fn lease(app: &App) -> time::Duration {
    time::Duration::try_from(app.config.lease).unwrap_or(time::Duration::seconds(30))
}

/// Renews the lease of a claim and records its progress. Returns the control request; none if the lease was lost.
pub async fn extend(app: &App, claim: &Claim, progress: (u64, u64)) -> Result<Option<ControlSignal>, Problem> {
    let mut conn = cross_tenant_connection(&app.pool).await?;
    let until = app.clock.now() + lease(app);
    let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let progress = (number(progress.0), number(progress.1));
    let held = store::jobs::extend(&mut conn, claim.id, &claim.token, until, progress).await?;
    Ok(held.map(|control| ControlSignal::of(Some(control))))
}

/// Gives a job back because the process stops: it is due at once, and the attempt does not count.
pub async fn release(app: &App, claim: &Claim) -> Result<(), Problem> {
    let mut conn = cross_tenant_connection(&app.pool).await?;
    store::jobs::release(&mut conn, claim.id, &claim.token, app.clock.now()).await?;
    Ok(())
}

/// Ends a job that has not recorded its own end. Kinds that the console shows keep their row, with the result.
pub async fn finish(app: &App, claim: &Claim, result: &Value) -> Result<(), Problem> {
    let mut conn = cross_tenant_connection(&app.pool).await?;
    let held = match claim.kind.is_kept() {
        true => store::jobs::finish_with(&mut conn, claim.id, &claim.token, result, app.clock.now()).await?,
        false => store::jobs::finish(&mut conn, claim.id, &claim.token).await?,
    };
    if held { Ok(()) } else { Err(claim.lease_lost()) }
}
