//! Loops that claim and run jobs, one that works on imports, two that serve phases, one that seals the audit log, and one that
//! sweeps.

#[cfg(feature = "migration")]
use super::{imports, outbox};
use super::{run, seals};
use crate::{
    app::App,
    domain::problem::Problem,
    services::{
        queue::{self, Claim, JobFilter},
        sweep,
    },
};
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::{RwLock, watch},
    task::JoinSet,
    time::{Instant, MissedTickBehavior, interval, sleep, sleep_until, timeout},
};

/// How often to look for work that another process made due, or whose holder died.
pub(super) const LOOK_EVERY: Duration = Duration::from_secs(2);
/// How often to sweep; the first time soon after start.
const SWEEP_EVERY: Duration = Duration::from_secs(60 * 60);
/// How long stopping waits for jobs that run.
const STOP_WITHIN: Duration = Duration::from_secs(20);

/// The running loops; [`stop`](Runner::stop) ends them.
pub struct Runner {
    stop: watch::Sender<bool>,
    loops: JoinSet<()>,
}

impl Runner {
    /// Starts as many loops as jobs may run at once, those of the migration, and the sweeper.
    pub fn start(app: &Arc<App>) -> Runner {
        let (stop, stopping) = watch::channel(false);
        let mut loops = JoinSet::new();
        let alone = Arc::new(RwLock::new(()));
        for _ in 0..app.config.jobs {
            loops.spawn(work(Arc::clone(app), Arc::clone(&alone), stopping.clone()));
        }
        #[cfg(feature = "migration")]
        start_migration(app, &mut loops, &stopping);
        loops.spawn(seals::seal(Arc::clone(app), stopping.clone()));
        loops.spawn(sweep_again_and_again(Arc::clone(app), stopping));
        Runner { stop, loops }
    }

    /// Takes no new work and waits for what runs; what takes longer is given back by its lease.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        let all = async { while self.loops.join_next().await.is_some() {} };
        if timeout(STOP_WITHIN, all).await.is_err() {
            tracing::warn!("some jobs did not end in time and will be made again");
        }
    }
}

#[cfg(feature = "migration")]
fn start_migration(app: &Arc<App>, loops: &mut JoinSet<()>, stopping: &watch::Receiver<bool>) {
    loops.spawn(outbox::write(Arc::clone(app), stopping.clone()));
    loops.spawn(outbox::compare(Arc::clone(app), stopping.clone()));
    if app.config.jobs > 0 {
        loops.spawn(imports::work(Arc::clone(app), stopping.clone()));
    }
}

async fn work(app: Arc<App>, alone: Arc<RwLock<()>>, mut stopping: watch::Receiver<bool>) {
    while !*stopping.borrow() {
        match next(&app, &alone, &mut stopping).await {
            Ok(true) => {}
            Ok(false) => wait(&app, &mut stopping).await,
            Err(problem) => {
                log("cannot look for work", &problem);
                wait(&app, &mut stopping).await;
            }
        }
    }
}

/// Does one job; false if none is due. Jobs run beside each other, but one whose last holder fell silent runs alone:
/// should it kill this process too, the death counts against nobody else.
async fn next(app: &Arc<App>, alone: &RwLock<()>, stopping: &mut watch::Receiver<bool>) -> Result<bool, Problem> {
    let wanted = queue::wanted(app).await?;
    let (_alone, _beside) = match wanted {
        JobFilter::Abandoned => (Some(alone.write().await), None),
        JobFilter::Fresh => (None, Some(alone.read().await)),
    };
    if *stopping.borrow() {
        return Ok(true);
    }
    let Some(claim) = queue::claim(app, wanted).await? else { return Ok(false) };
    do_it(app, claim, stopping).await;
    Ok(true)
}

/// Until there is work in this process, or it is time to look, or the end.
async fn wait(app: &App, stopping: &mut watch::Receiver<bool>) {
    tokio::select! {
        () = app.work.notified() => {}
        () = sleep(LOOK_EVERY) => {}
        _ = stopping.changed() => {}
    }
}

async fn do_it(app: &Arc<App>, claim: Claim, stopping: &mut watch::Receiver<bool>) {
    let claim = Arc::new(claim);
    let id = claim.job_id.clone();
    // A task of its own: a panic in it fails this try and leaves the loop alive.
    let mut job = tokio::spawn({
        let (app, claim) = (Arc::clone(app), Arc::clone(&claim));
        async move { run::run(&app, &claim).await }
    });
    let mut heartbeat = interval(app.config.lease / 3);
    heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    heartbeat.reset();
    let mut give_back_at = None;
    let ended = loop {
        tokio::select! {
            ended = &mut job => break ended,
            _ = heartbeat.tick() => match queue::extend(app, &claim).await {
                Ok(true) => {}
                // The job will find out by itself: nothing that it records counts without the lease.
                Ok(false) => tracing::warn!(job.id = %id, "the lease of {id} was lost"),
                Err(problem) => log("cannot hold a lease", &problem),
            },
            _ = stopping.changed(), if give_back_at.is_none() => give_back_at = Some(Instant::now() + STOP_WITHIN / 2),
            () = sleep_until(give_back_at.unwrap_or_else(Instant::now)), if give_back_at.is_some() => {
                job.abort();
                if let Err(problem) = queue::release(app, &claim).await {
                    log("cannot give a job back", &problem);
                }
                return;
            }
        }
    };
    let problem = match ended {
        Ok(Ok(())) => {
            tracing::info!(job.id = %id, "{id} is done");
            return;
        }
        Ok(Err(problem)) => problem,
        Err(panic) => Problem::Internal(panic.into()),
    };
    log(&format!("{id}, try {}", claim.attempt), &problem);
    if let Err(problem) = queue::record_failure(app, &claim, &problem).await {
        log("cannot record a failed try", &problem);
    }
}

async fn sweep_again_and_again(app: Arc<App>, mut stopping: watch::Receiver<bool>) {
    let mut due = interval(SWEEP_EVERY);
    due.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = due.tick() => {}
            _ = stopping.changed() => return,
        }
        match sweep::sweep(&app).await {
            Ok(swept) => tracing::debug!(?swept, "swept"),
            Err(problem) => log("cannot sweep", &problem),
        }
    }
}

pub(super) fn log(what: &str, problem: &Problem) {
    match problem.cause() {
        Some(cause) => tracing::error!(error = %cause, "{what}: {cause:#}"),
        None => tracing::error!("{what}: {problem:?}"),
    }
}
