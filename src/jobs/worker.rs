//! A worker: claims a job of its lane, runs it, extends its lease, and records the result.

use super::{AttemptOutcome, JobContext, job::Progress, log::log, registry::handler};
use crate::{
    app::App,
    domain::{
        job::{Failure, Lane},
        problem::Problem,
    },
    services::jobs::{self, Claim, ControlSignal, JobFilter},
};
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::{RwLock, watch},
    time::{Instant, MissedTickBehavior, interval, sleep, sleep_until, timeout},
};

/// The polling interval for jobs that other processes added, or whose worker stopped.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// How long a shutdown waits for running jobs.
pub(super) const STOP_WITHIN: Duration = Duration::from_secs(20);

/// How often the progress of jobs in the console is stored and their control signals are read.
const HEARTBEAT: Duration = Duration::from_secs(1);

/// Runs jobs of a lane until shutdown. Jobs run concurrently, but an abandoned job runs exclusively in its lane: if it
/// kills the process again, no other job loses an attempt.
pub(super) async fn work(app: Arc<App>, lane: Lane, alone: Arc<RwLock<()>>, mut stopping: watch::Receiver<bool>) {
    while !*stopping.borrow() {
        match next(&app, lane, &alone, &mut stopping).await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(problem) => log("cannot look for jobs", &problem),
        }
        // Waits for a new job in this process, or for the next poll.
        tokio::select! {
            () = app.jobs.wait_for_job(lane) => {}
            () = sleep(LOOK_EVERY) => {}
            _ = stopping.changed() => {}
        }
    }
}

/// Runs one job; false if none is due.
async fn next(
    app: &Arc<App>,
    lane: Lane,
    alone: &RwLock<()>,
    stopping: &mut watch::Receiver<bool>,
) -> Result<bool, Problem> {
    let filter = jobs::next_filter(app, lane).await?;
    let (_alone, _beside) = match filter {
        JobFilter::Abandoned => (Some(alone.write().await), None),
        JobFilter::Fresh => (None, Some(alone.read().await)),
    };
    if *stopping.borrow() {
        return Ok(true);
    }
    let Some(claim) = jobs::claim(app, lane, filter).await? else { return Ok(false) };
    let claim = Arc::new(claim);
    match run(app, &claim, stopping).await {
        AttemptEnd::Ended(ended) => record(app, &claim, ended).await,
        AttemptEnd::ByShutdown => {
            if let Err(problem) = jobs::release(app, &claim).await {
                log("cannot release a job", &problem);
            }
        }
        AttemptEnd::ByPerson => {
            if let Err(problem) = jobs::fail(app, &claim, Failure::Cancelled, None).await {
                log("cannot cancel a job", &problem);
            }
        }
    }
    Ok(true)
}

/// Why an attempt is over.
enum AttemptEnd {
    Ended(Result<AttemptOutcome, Problem>),
    ByShutdown,
    ByPerson,
}

async fn run(app: &Arc<App>, claim: &Arc<Claim>, stopping: &mut watch::Receiver<bool>) -> AttemptEnd {
    let handler = handler(claim.kind);
    let (end, ending) = watch::channel(false);
    let progress = Progress::default();
    let context = JobContext { app: Arc::clone(app), claim: Arc::clone(claim), progress: progress.clone(), ending };
    // A separate task, so that a panic fails this attempt and not the worker.
    let mut job = tokio::spawn(timeout(handler.timeout, handler.run(Arc::new(context))));
    let every = if claim.kind.is_kept() { HEARTBEAT.min(app.config.lease / 3) } else { app.config.lease / 3 };
    let mut heartbeat = interval(every);
    heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    heartbeat.reset();
    let mut give_back_at = None;
    let stopped = loop {
        tokio::select! {
            ended = &mut job => break AttemptEnd::Ended(match ended {
                Ok(Ok(ended)) => ended,
                Ok(Err(_)) => Err(Problem::TimedOut),
                Err(panic) => Err(Problem::Internal(panic.into())),
            }),
            _ = heartbeat.tick() => match jobs::extend(app, claim, progress.get()).await {
                Ok(Some(ControlSignal::Cancel)) if claim.kind.is_kept() => break AttemptEnd::ByPerson,
                Ok(Some(_)) => {}
                // The job will notice this itself, because without the lease none of its changes take effect.
                Ok(None) => tracing::warn!(job.id = %claim.job_id, "the lease of {} was lost", claim.job_id),
                Err(problem) => log("cannot extend a lease", &problem),
            },
            _ = stopping.changed(), if give_back_at.is_none() => give_back_at = Some(Instant::now() + STOP_WITHIN / 2),
            () = sleep_until(give_back_at.unwrap_or_else(Instant::now)), if give_back_at.is_some() => {
                break AttemptEnd::ByShutdown;
            }
        }
    };
    end.send_replace(true);
    job.abort();
    stopped
}

async fn record(app: &App, claim: &Claim, ended: Result<AttemptOutcome, Problem>) {
    fail::fail_point!("job.ended");
    let id = &claim.job_id;
    let recorded = match ended {
        Ok(AttemptOutcome::Recorded) => Ok(()),
        Ok(AttemptOutcome::Finished(result)) => jobs::finish(app, claim, &result).await,
        Ok(AttemptOutcome::Paused) => jobs::release(app, claim).await,
        Ok(AttemptOutcome::Failed(failure)) => jobs::fail(app, claim, failure, None).await,
        Err(problem) => {
            log(&format!("{id} ({}), attempt {}", claim.kind.as_str(), claim.attempt), &problem);
            if let Err(problem) = jobs::record_failure(app, claim, &problem).await {
                log("cannot record a failed attempt", &problem);
            }
            return;
        }
    };
    match recorded {
        Ok(()) => tracing::info!(job.id = %id, "{id} ({}) is done", claim.kind.as_str()),
        Err(problem) => log(&format!("cannot record the result of {id}"), &problem),
    }
}
