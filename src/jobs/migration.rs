//! Long jobs of the migration: imports, verification, phase changes, archives.
//!
//! An import ends its row together with its run. The others are idempotent: they are conditional on the expected state
//! (the phase to leave, the archive) or take an advisory lock, and skip what an earlier attempt has done. Their rows
//! stay with the skipped files, for the console.

use super::{AttemptOutcome, Job, JobContext, job::Progress};
use crate::{
    app::App,
    domain::{
        ids::ModuleSlug,
        job::{DecideMany, EnterPhases, Import, PackArchive, RemoveArchived, RestoreArchived, StepBack, Verify},
        problem::Problem,
    },
    migration::{
        archive,
        import::{self, RunOutcome},
        legacy_store, phases, review_many, verify,
    },
    services::{actor::Actor, jobs},
};
use serde_json::json;
use std::{pin::pin, sync::Arc, time::Duration};
use tokio::{runtime::Handle, task::spawn_blocking, time::sleep};

const HOUR: Duration = Duration::from_secs(60 * 60);
/// Allows millions of files at a limited rate.
const IMPORT: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// The interval for counting what is left to write.
const COUNT_EVERY: Duration = Duration::from_millis(500);

impl Job for Import {
    const TIMEOUT: Duration = IMPORT;

    async fn run(self, context: &JobContext) -> Result<AttemptOutcome, Problem> {
        Ok(match import::work(&context.app, &context.claim, &self.run_id).await? {
            RunOutcome::Done | RunOutcome::Failed => AttemptOutcome::Recorded,
            RunOutcome::Paused => AttemptOutcome::Paused,
            RunOutcome::Interrupted => AttemptOutcome::Finished(json!(null)),
        })
    }
}

impl Job for Verify {
    const TIMEOUT: Duration = HOUR.saturating_mul(24);

    async fn run(self, context: &JobContext) -> Result<AttemptOutcome, Problem> {
        on_a_thread(context, async move |work| {
            let tell = |done, all| work.progress.report(done, all);
            verify::verify(&work.app, &work.actor, &work.by, self.module.as_ref(), &tell).await?;
            Ok(Vec::new())
        })
        .await
    }
}

impl Job for EnterPhases {
    const TIMEOUT: Duration = HOUR.saturating_mul(24);

    async fn run(self, context: &JobContext) -> Result<AttemptOutcome, Problem> {
        let asked_at = context.claim.created_at;
        on_a_thread(context, async move |work| {
            let entering = phases::enter_since(&work.app, &work.actor, &work.by, &self.module, asked_at);
            counting(work, &self.module, entering).await?;
            Ok(Vec::new())
        })
        .await
    }
}

impl Job for StepBack {
    const TIMEOUT: Duration = HOUR.saturating_mul(24);

    async fn run(self, context: &JobContext) -> Result<AttemptOutcome, Problem> {
        on_a_thread(context, async move |work| {
            let reason = self.reason.as_deref();
            let going = phases::back_from(&work.app, &work.actor, &work.by, &self.module, self.from, reason);
            counting(work, &self.module, going).await?;
            Ok(Vec::new())
        })
        .await
    }
}

impl Job for DecideMany {
    const TIMEOUT: Duration = HOUR.saturating_mul(24);

    async fn run(self, context: &JobContext) -> Result<AttemptOutcome, Problem> {
        on_a_thread(context, async move |work| {
            let DecideMany { filter, until, decision } = &self;
            let tell = |done, all| work.progress.report(done, all);
            let (app, actor, by) = (&work.app, &work.actor, &work.by);
            let done = review_many::decide_many(app, actor, by, filter, *until, decision, &tell).await?;
            Ok(done.left)
        })
        .await
    }
}

impl Job for PackArchive {
    const TIMEOUT: Duration = HOUR.saturating_mul(24);

    async fn run(self, context: &JobContext) -> Result<AttemptOutcome, Problem> {
        on_a_thread(context, async move |work| {
            archive::pack(&work.app, &work.actor, &work.by, &self.module).await.map(|packed| packed.left)
        })
        .await
    }
}

impl Job for RemoveArchived {
    const TIMEOUT: Duration = HOUR.saturating_mul(24);

    async fn run(self, context: &JobContext) -> Result<AttemptOutcome, Problem> {
        on_a_thread(context, async move |work| {
            archive::remove_packed(&work.app, &work.actor, &work.by, self.archive).await.map(|done| done.left)
        })
        .await
    }
}

impl Job for RestoreArchived {
    const TIMEOUT: Duration = HOUR.saturating_mul(24);

    async fn run(self, context: &JobContext) -> Result<AttemptOutcome, Problem> {
        on_a_thread(context, async move |work| {
            archive::restore(&work.app, &work.actor, &work.by, self.archive).await.map(|done| done.left)
        })
        .await
    }
}

/// The input of work on a blocking thread.
struct BlockingWork {
    app: Arc<App>,
    actor: Actor,
    by: String,
    progress: Progress,
}

/// Runs CPU-bound work on a blocking thread. The work returns the names of skipped files.
async fn on_a_thread<W>(context: &JobContext, work: W) -> Result<AttemptOutcome, Problem>
where
    W: AsyncFnOnce(&BlockingWork) -> Result<Vec<String>, Problem> + Send + 'static,
{
    let app = Arc::clone(&context.app);
    let by = jobs::started_by(&app, &context.claim).await?;
    let with = BlockingWork { actor: context.claim.actor(&app)?, app, by, progress: context.progress.clone() };
    let (runtime, ending) = (Handle::current(), context.ending());
    let done = spawn_blocking(move || {
        runtime.block_on(async {
            tokio::select! {
                done = work(&with) => done,
                () = ending => Err(Problem::TimedOut),
            }
        })
    });
    let left = done.await.unwrap_or_else(|panic| Err(Problem::Internal(panic.into())))?;
    Ok(AttemptOutcome::Finished(json!({ "left": left })))
}

/// Reports the progress of writing to the legacy store while a phase change waits for it.
async fn counting<T>(
    work: &BlockingWork,
    module: &ModuleSlug,
    step: impl Future<Output = Result<T, Problem>>,
) -> Result<T, Problem> {
    let (mut step, mut most) = (pin!(step), 0);
    let organisation = work.actor.organisation_id;
    loop {
        tokio::select! {
            done = &mut step => return done,
            () = sleep(COUNT_EVERY) => {
                // If counting fails, the next interval tries again.
                let waiting = legacy_store::waiting(&work.app, organisation, module.as_str()).await.unwrap_or(most);
                most = most.max(waiting);
                work.progress.report(most - waiting, most);
            }
        }
    }
}
