//! Runs the periodic jobs that are due. Each run is a task with its own claim, heartbeat and result, so that runs do
//! not affect each other.

use super::{
    log::log,
    schedule::{PeriodicJob, SCHEDULE, find},
};
use crate::{
    app::App,
    domain::problem::Problem,
    services::jobs::periodic::{self, Run},
};
use anyhow::anyhow;
use std::{collections::HashSet, sync::Arc, time::Duration};
use tokio::{
    sync::{Semaphore, watch},
    task::{JoinSet, spawn},
    time::{sleep, timeout},
};

/// The maximum number of concurrent runs of jobs with an interval of `SLOW` or longer, so that clean-ups do not slow
/// down requests to the database.
const SLOW_AT_ONCE: usize = 2;
const SLOW: Duration = Duration::from_secs(60);
/// The polling interval.
const LOOK_EVERY: Duration = Duration::from_millis(500);

pub(super) async fn run(app: Arc<App>, mut stopping: watch::Receiver<bool>) {
    let names: Vec<&str> = SCHEDULE.iter().map(|job| job.name).collect();
    while let Err(problem) = periodic::ensure(&app, &names).await {
        log("cannot prepare the schedule", &problem);
        tokio::select! {
            () = sleep(LOOK_EVERY) => {}
            _ = stopping.changed() => return,
        }
    }
    let slow = Arc::new(Semaphore::new(SLOW_AT_ONCE));
    let (mut running, mut runs): (HashSet<&'static str>, JoinSet<&'static str>) = Default::default();
    while !*stopping.borrow() {
        let asked_for = tokio::select! {
            ended = runs.join_next(), if !runs.is_empty() => {
                // A run catches panics of its job, so its own task always completes.
                if let Some(Ok(name)) = ended {
                    running.remove(name);
                }
                continue;
            }
            name = app.jobs.next_requested(&running) => Some(name),
            () = sleep(LOOK_EVERY) => None,
            _ = stopping.changed() => break,
        };
        let due = match asked_for {
            Some(name) => vec![name.to_owned()],
            None => periodic::due(&app).await.unwrap_or_else(|problem| {
                log("cannot read the schedule", &problem);
                Vec::new()
            }),
        };
        for job in due.iter().filter_map(|name| find(name)) {
            if running.insert(job.name) {
                runs.spawn(one(Arc::clone(&app), Arc::clone(&slow), job, asked_for.is_some(), stopping.clone()));
            }
        }
    }
    while runs.join_next().await.is_some() {}
}

/// Runs a job once, unless another instance has claimed it.
async fn one(
    app: Arc<App>,
    slow: Arc<Semaphore>,
    job: &'static PeriodicJob,
    asked_for: bool,
    mut stopping: watch::Receiver<bool>,
) -> &'static str {
    let _permit = if job.every >= SLOW { slow.acquire().await.ok() } else { None };
    if *stopping.borrow() {
        return job.name;
    }
    match periodic::claim(&app, job.name, asked_for).await {
        Ok(Some(run)) => {
            let recorded = match run_with_lease(&app, job, &run, &mut stopping).await {
                Some(ended) => {
                    if let Err(problem) = &ended {
                        log(job.name, problem);
                    }
                    periodic::finish(&app, &run, &ended, job.every).await
                }
                None => periodic::release(&app, &run).await,
            };
            if let Err(problem) = recorded {
                log(&format!("cannot record a run of {}", job.name), &problem);
            }
        }
        Ok(None) => {}
        Err(problem) => log(&format!("cannot claim {}", job.name), &problem),
    }
    job.name
}

/// Runs the job and holds the claim meanwhile. `None` if the process is shutting down first.
async fn run_with_lease(
    app: &Arc<App>,
    job: &'static PeriodicJob,
    run: &Run,
    stopping: &mut watch::Receiver<bool>,
) -> Option<Result<usize, Problem>> {
    // A separate task, so that a panic becomes its result.
    let mut work = spawn(timeout(job.timeout, job.run(Arc::clone(app))));
    let ended = tokio::select! {
        ended = periodic::with_lease(app, run, &mut work) => Some(match ended {
            Some(Ok(Ok(ended))) => ended,
            Some(Ok(Err(_))) => Err(Problem::TimedOut),
            Some(Err(panic)) => Err(Problem::Internal(panic.into())),
            None => Err(Problem::Unavailable(anyhow!("another instance runs it"))),
        }),
        () = async { drop(stopping.wait_for(|stopping| *stopping).await) } => None,
    };
    work.abort();
    ended
}
