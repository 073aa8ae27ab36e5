//! Maps each kind of job to its implementation, with an exhaustive `match`.

use super::{AttemptOutcome, Job, JobContext};
#[cfg(not(feature = "migration"))]
use crate::domain::job::JobPayload;
use crate::domain::{
    job::{
        DecideMany, EnterPhases, ErasePerson, ExportPerson, Import, JobKind, MakeReport, NotifyReviewers, PackArchive,
        RemoveArchived, RequestPasswordReset, RestoreArchived, SendEmail, StepBack, Verify,
    },
    problem::Problem,
};
use futures::{FutureExt, future::BoxFuture};
use std::{sync::Arc, time::Duration};

/// How jobs of one kind are run.
#[derive(Clone, Copy)]
pub struct Handler {
    pub kind: JobKind,
    pub timeout: Duration,
    run: fn(Arc<JobContext>) -> BoxFuture<'static, Result<AttemptOutcome, Problem>>,
}

impl Handler {
    fn of<J: Job>() -> Handler {
        Handler { kind: J::KIND, timeout: J::TIMEOUT, run: |context| run::<J>(context).boxed() }
    }

    pub(super) async fn run(self, context: Arc<JobContext>) -> Result<AttemptOutcome, Problem> {
        (self.run)(context).await
    }
}

async fn run<J: Job>(context: Arc<JobContext>) -> Result<AttemptOutcome, Problem> {
    let job: J = context.claim.payload()?;
    job.run(&context).await
}

/// The handler of a kind.
pub fn handler(kind: JobKind) -> Handler {
    match kind {
        JobKind::MakeReport => Handler::of::<MakeReport>(),
        JobKind::NotifyReviewers => Handler::of::<NotifyReviewers>(),
        JobKind::ExportPerson => Handler::of::<ExportPerson>(),
        JobKind::ErasePerson => Handler::of::<ErasePerson>(),
        JobKind::SendEmail => Handler::of::<SendEmail>(),
        JobKind::RequestPasswordReset => Handler::of::<RequestPasswordReset>(),
        JobKind::Import => migration_handler::<Import>(),
        JobKind::Verify => migration_handler::<Verify>(),
        JobKind::EnterPhases => migration_handler::<EnterPhases>(),
        JobKind::StepBack => migration_handler::<StepBack>(),
        JobKind::DecideMany => migration_handler::<DecideMany>(),
        JobKind::PackArchive => migration_handler::<PackArchive>(),
        JobKind::RemoveArchived => migration_handler::<RemoveArchived>(),
        JobKind::RestoreArchived => migration_handler::<RestoreArchived>(),
    }
}

#[cfg(feature = "migration")]
fn migration_handler<J: Job>() -> Handler {
    Handler::of::<J>()
}

/// In a build without the migration, jobs that another build has left behind fail.
#[cfg(not(feature = "migration"))]
fn migration_handler<J: JobPayload>() -> Handler {
    let run = |_| async { Err(Problem::Internal(anyhow::anyhow!("this build has no migration"))) }.boxed();
    Handler { kind: J::KIND, timeout: Duration::from_secs(1), run }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_the_handler_of_its_own_payload() {
        for kind in JobKind::ALL {
            let handler = handler(kind);
            assert_eq!(handler.kind, kind);
            assert!(handler.timeout > Duration::ZERO, "{kind:?}");
        }
    }
}
