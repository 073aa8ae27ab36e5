//! Claims of periodic jobs. All instances share one table: a conditional update ensures that each due time is taken
//! once.

use super::enqueue::new_token;
use crate::{
    app::App,
    domain::problem::Problem,
    store::{
        error::cross_tenant_connection,
        periodic_jobs::{self, Outcome},
    },
};
use std::{pin::pin, time::Duration};
use tokio::time::sleep;

/// A claimed run of a periodic job.
#[derive(Clone, Debug)]
pub struct Run {
    pub name: &'static str,
    token: String,
}

/// Ensures that each job has a row.
pub async fn ensure(app: &App, names: &[&str]) -> Result<(), Problem> {
    let mut conn = cross_tenant_connection(&app.pool).await?;
    Ok(periodic_jobs::ensure(&mut conn, names).await?)
}

/// The names of the jobs that are due and not claimed.
pub async fn due(app: &App) -> Result<Vec<String>, Problem> {
    let mut conn = cross_tenant_connection(&app.pool).await?;
    Ok(periodic_jobs::due(&mut conn).await?)
}

/// Claims a run; none if another instance has it. With `asked_for`, also if it is not due.
pub async fn claim(app: &App, name: &'static str, asked_for: bool) -> Result<Option<Run>, Problem> {
    let run = Run { name, token: new_token() };
    let mut conn = cross_tenant_connection(&app.pool).await?;
    let lease = app.config.lease.as_secs_f64();
    let claimed = periodic_jobs::claim(&mut conn, name, &run.token, lease, asked_for).await?;
    Ok(claimed.then_some(run))
}

/// Renews the lease of a run; false if it was lost.
async fn extend(app: &App, run: &Run) -> Result<bool, Problem> {
    let mut conn = cross_tenant_connection(&app.pool).await?;
    Ok(periodic_jobs::extend(&mut conn, run.name, &run.token, app.config.lease.as_secs_f64()).await?)
}

/// Runs `work` and renews the lease meanwhile. Returns none if the lease was lost; then the work was dropped
/// unfinished.
pub async fn with_lease<T>(app: &App, run: &Run, work: impl Future<Output = T>) -> Option<T> {
    let mut work = pin!(work);
    loop {
        tokio::select! {
            done = &mut work => return Some(done),
            () = sleep(app.config.lease / 3) => match extend(app, run).await {
                Ok(true) => {}
                Ok(false) => return None,
                Err(problem) => tracing::warn!("the lease of {} could not be renewed: {problem:?}", run.name),
            },
        }
    }
}

/// Records the result of a run; the next one is due `every` from now.
pub async fn finish(app: &App, run: &Run, ended: &Result<usize, Problem>, every: Duration) -> Result<(), Problem> {
    let outcome = match ended {
        Ok(count) => Outcome::Done(i64::try_from(*count).unwrap_or(i64::MAX)),
        Err(problem) => Outcome::Failed(super::failure::stored(problem)),
    };
    let mut conn = cross_tenant_connection(&app.pool).await?;
    periodic_jobs::finish(&mut conn, run.name, &run.token, &outcome, every.as_secs_f64()).await?;
    Ok(())
}

/// Gives back an unfinished run; its due time does not change.
pub async fn release(app: &App, run: &Run) -> Result<(), Problem> {
    let mut conn = cross_tenant_connection(&app.pool).await?;
    Ok(periodic_jobs::release(&mut conn, run.name, &run.token).await?)
}
