//! The implementation of the `LegacyStore` port, through which services use the legacy app's store.

use super::{legacy_store, reads};
use crate::{
    app::{App, LegacyStore, SavedSubmission, WriteThrough},
    domain::{form::FormDef, ids::SubmissionId, migration::Phase, problem::Problem, submission::Submission},
    store::{DbConnection, DbError, DbResult, migration::old_store_outbox, pool::Connection},
};
use anyhow::anyhow;
use futures::{FutureExt, future::BoxFuture};
use std::{
    io,
    sync::{Arc, Weak},
};
use time::OffsetDateTime;

/// The port for an app that is built with the migration.
pub fn port(app: Weak<App>) -> Arc<dyn LegacyStore> {
    Arc::new(OldAppStore { app })
}

/// The legacy app's folder, used according to the phase of each module.
struct OldAppStore {
    app: Weak<App>,
}

impl OldAppStore {
    /// The app that the port belongs to; an error once it is shutting down.
    fn app(&self) -> Result<Arc<App>, Problem> {
        self.app.upgrade().ok_or_else(|| Problem::Unavailable(anyhow!("the app is shutting down")))
    }
}

impl LegacyStore for OldAppStore {
    fn is_available(&self) -> bool {
        true
    }

    fn import_missing<'a>(&'a self, organisation: i64, id: &'a SubmissionId) -> BoxFuture<'a, Result<bool, Problem>> {
        async move { reads::import_missing(&*self.app()?, organisation, id).await }.boxed()
    }

    fn apply_phase<'a>(
        &'a self,
        conn: &'a mut Connection,
        organisation: i64,
        key: i64,
        def: &'a FormDef,
        submission: &'a mut Submission,
    ) -> BoxFuture<'a, Result<(), Problem>> {
        async move { reads::apply_phase(&*self.app()?, conn, organisation, def, key, submission).await }.boxed()
    }

    fn submission_saved<'a>(
        &'a self,
        conn: &'a mut DbConnection,
        saved: SavedSubmission<'a>,
    ) -> BoxFuture<'a, Result<WriteThrough, DbError>> {
        async move {
            match saved.phase.and_then(Phase::parse) {
                Some(Phase::Files) => match self.app() {
                    Ok(app) => legacy_store::write_now(&app, conn, &saved).await,
                    Err(_) => Ok(WriteThrough::Failed(io::Error::other("the app is shutting down"))),
                },
                Some(phase) if phase.writes_files() => {
                    let SavedSubmission { organisation, key, def, now, .. } = saved;
                    old_store_outbox::add(conn, organisation, def.module.as_str(), key, now).await?;
                    Ok(WriteThrough::Queued)
                }
                _ => Ok(WriteThrough::NotNeeded),
            }
        }
        .boxed()
    }

    fn job_ended<'a>(
        &'a self,
        conn: &'a mut DbConnection,
        organisation: i64,
        submission: i64,
        now: OffsetDateTime,
    ) -> BoxFuture<'a, DbResult<()>> {
        old_store_outbox::add_ended(conn, organisation, submission, now).boxed()
    }

    fn queued(&self) {
        if let Ok(app) = self.app() {
            app.jobs.request(legacy_store::WRITE);
        }
    }
}
