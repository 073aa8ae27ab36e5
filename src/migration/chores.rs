//! What takes long and is started by a page: begun here, watched there. The command line does not need it, since it
//! waits itself.

use super::{archive, legacy_store, phases, verify};
use crate::{
    app::{
        App,
        chores::{Chore, Progress, Work},
    },
    domain::{
        ids::ModuleSlug,
        problem::{Conflict, Problem},
    },
    services::actor::Actor,
};
use std::{pin::pin, sync::Arc, time::Duration};
use tokio::{
    runtime::Handle,
    task::spawn_blocking,
    time::{sleep, timeout},
};

/// What is quick is over by then, and the page that is shown next has its end already.
const QUICK: Duration = Duration::from_millis(700);
/// How often it is looked how much is still to be written.
const COUNT_EVERY: Duration = Duration::from_millis(500);

/// Starts a piece of work, and waits for a moment in case it is a short one. Its end is in [`all`].
pub async fn start(app: &Arc<App>, actor: &Actor, by: &str, work: Work, reason: Option<String>) -> Result<(), Problem> {
    let progress =
        app.chores.begin(work.clone(), by, app.clock.now()).ok_or(Problem::Conflict(Conflict::AlreadyRuns))?;
    let (app, actor, by) = (Arc::clone(app), actor.clone(), by.to_owned());
    let mut watched = tokio::spawn(async move {
        let doing = {
            let (app, work) = (Arc::clone(&app), work.clone());
            let runtime = Handle::current();
            // A thread of its own: it works for long, and a panic in it is its end, not the end of telling so.
            spawn_blocking(move || runtime.block_on(perform(&app, &actor, &by, work, reason.as_deref(), &progress)))
        };
        let ended = doing.await.unwrap_or_else(|panic| Err(Problem::Internal(panic.into())));
        if let Some(cause) = ended.as_ref().err().and_then(Problem::cause) {
            tracing::error!(error = %cause, ?work, "work that was started on the console failed: {cause:#}");
        }
        app.chores.end(&work, ended);
    });
    let _ = timeout(QUICK, &mut watched).await;
    Ok(())
}

async fn perform(
    app: &App,
    actor: &Actor,
    by: &str,
    work: Work,
    reason: Option<&str>,
    progress: &Progress,
) -> Result<Vec<String>, Problem> {
    let nothing_left = Vec::new();
    match work {
        Work::Verify { module } => {
            let tell = |done, all| progress.tell(done, all);
            verify::verify(app, actor, by, module.as_ref(), &tell).await.map(|_| nothing_left)
        }
        Work::Enter { module } => {
            let entering = phases::enter(app, actor, by, &module);
            counting(app, actor, &module, progress, entering).await.map(|_| nothing_left)
        }
        Work::Back { module } => {
            let going = phases::back(app, actor, by, &module, reason);
            counting(app, actor, &module, progress, going).await.map(|_| nothing_left)
        }
        Work::Pack { module } => archive::pack(app, actor, by, &module).await.map(|packed| packed.left),
        Work::Remove { archive } => archive::remove_packed(app, actor, by, archive).await.map(|done| done.left),
        Work::Restore { archive } => archive::restore(app, actor, by, archive).await.map(|done| done.left),
    }
}

/// Tells how much of what the old store lacks has been written, while a step waits for it.
async fn counting<T>(
    app: &App,
    actor: &Actor,
    module: &ModuleSlug,
    progress: &Progress,
    step: impl Future<Output = Result<T, Problem>>,
) -> Result<T, Problem> {
    let (mut step, mut most) = (pin!(step), 0);
    loop {
        tokio::select! {
            done = &mut step => return done,
            () = sleep(COUNT_EVERY) => {
                // What cannot be counted just now is counted the next time.
                let waiting = legacy_store::waiting(app, actor.organisation_id, module.as_str()).await.unwrap_or(most);
                most = most.max(waiting);
                progress.tell(most - waiting, most);
            }
        }
    }
}

/// Work of this process, the newest first: what runs, and the last that ended.
pub fn all(app: &App) -> Vec<Chore> {
    app.chores.all()
}
