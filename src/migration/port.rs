//! The old app's store behind the port that services use.

use super::{legacy_store, reads};
use crate::{
    app::{App, LegacyStore, SavedSubmission, WriteThrough},
    domain::{form::FormDef, ids::SubmissionId, migration::Phase, problem::Problem, submission::Submission},
    store::{DbConnection, DbError, DbResult, migration::old_store_outbox, pool::Connection},
};
use futures::{FutureExt, future::BoxFuture};
use std::sync::Arc;
use time::OffsetDateTime;

/// What a server with the migration gives to its app.
pub fn port() -> Arc<dyn LegacyStore> {
    Arc::new(OldAppStore)
}

/// The old app's folder, as the phase of each module uses it.
struct OldAppStore;

impl LegacyStore for OldAppStore {
    fn is_available(&self) -> bool {
        true
    }

    fn import_missing<'a>(
        &'a self,
        app: &'a App,
        organisation: i64,
        id: &'a SubmissionId,
    ) -> BoxFuture<'a, Result<bool, Problem>> {
        reads::import_missing(app, organisation, id).boxed()
    }

    fn apply_phase<'a>(
        &'a self,
        app: &'a App,
        conn: &'a mut Connection,
        organisation: i64,
        key: i64,
        def: &'a FormDef,
        submission: &'a mut Submission,
    ) -> BoxFuture<'a, Result<(), Problem>> {
        reads::apply_phase(app, conn, organisation, def, key, submission).boxed()
    }

    fn submission_saved<'a>(
        &'a self,
        app: &'a App,
        conn: &'a mut DbConnection,
        saved: SavedSubmission<'a>,
    ) -> BoxFuture<'a, Result<WriteThrough, DbError>> {
        async move {
            match saved.phase.and_then(Phase::parse) {
                Some(Phase::Files) => legacy_store::write_now(app, conn, &saved).await,
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

    fn queued(&self, app: &App) {
        app.jobs.request(legacy_store::WRITE);
    }
}
