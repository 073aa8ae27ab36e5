//! The port to the legacy store, for modules in a phase that uses it.
//!
//! Services call it where the phase of a module may need more than the database: for a submission that only the legacy
//! store has, a page that must show the content of the file, a submission or job that must be written there. The
//! implementation is passed to the app at start. [`NoLegacyStore`] is for builds without the migration; the start
//! checks that no module is then in a phase that uses the legacy store.

use crate::{
    domain::{
        form::FormDef, ids::SubmissionId, migration::Phase, problem::Problem, submission::Submission, upload::Upload,
    },
    store::{DbConnection, DbError, DbResult, pool::Connection},
};
use futures::{
    FutureExt,
    future::{BoxFuture, ready},
};
use std::io;
use time::OffsetDateTime;

/// What services need of the legacy store. Every method may be called in any phase.
pub trait LegacyStore: Send + Sync {
    /// Whether modules may be in a phase that uses the legacy store.
    fn is_available(&self) -> bool;

    /// Looks for a submission that the database does not have, and imports it if the phase of a module falls back to
    /// the legacy store. True if the database has it now. Uses its own connections.
    fn import_missing<'a>(&'a self, organisation: i64, id: &'a SubmissionId) -> BoxFuture<'a, Result<bool, Problem>>;

    /// Applies the phase of its module to a submission that is about to be shown: if files are trusted, its content is
    /// replaced by that of its file. `key` is the key of its row.
    fn apply_phase<'a>(
        &'a self,
        conn: &'a mut Connection,
        organisation: i64,
        key: i64,
        def: &'a FormDef,
        submission: &'a mut Submission,
    ) -> BoxFuture<'a, Result<(), Problem>>;

    /// The last step of the transaction that saves a submission: writes it to the legacy store, or adds it to the
    /// outbox.
    fn submission_saved<'a>(
        &'a self,
        conn: &'a mut DbConnection,
        saved: SavedSubmission<'a>,
    ) -> BoxFuture<'a, Result<WriteThrough, DbError>>;

    /// A step of the transaction that ends the job of a submission, because the job file in the legacy store changes.
    fn job_ended<'a>(
        &'a self,
        conn: &'a mut DbConnection,
        organisation: i64,
        submission: i64,
        now: OffsetDateTime,
    ) -> BoxFuture<'a, DbResult<()>>;

    /// Signals that a transaction with the result [`WriteThrough::Queued`] was committed, so that the outbox can be
    /// written.
    fn queued(&self);
}

/// A submission within the transaction that saves it.
pub struct SavedSubmission<'a> {
    pub organisation: i64,
    /// The key of its row.
    pub key: i64,
    pub def: &'a FormDef,
    /// The phase of its module in the format of the table, read in the same transaction; `None` if the module has no
    /// row.
    pub phase: Option<&'a str>,
    pub now: OffsetDateTime,
    /// Returns the submission and its files as a read would return them.
    pub read_back: &'a (dyn Fn() -> (Submission, Vec<Upload>) + Send + Sync),
}

/// The result of saving a submission to the legacy store.
#[derive(Debug)]
pub enum WriteThrough {
    /// The phase of its module does not write there.
    NotNeeded,
    /// It will be written after the commit.
    Queued,
    Written,
    /// Another record has its id. The transaction must be rolled back; it can be retried with another id.
    IdTaken,
    /// Writing failed, and the module trusts the legacy store. The transaction must be rolled back.
    Failed(io::Error),
}

/// The port for builds without the migration: only the database is used.
pub struct NoLegacyStore;

impl LegacyStore for NoLegacyStore {
    fn is_available(&self) -> bool {
        false
    }

    fn import_missing<'a>(&'a self, _: i64, _: &'a SubmissionId) -> BoxFuture<'a, Result<bool, Problem>> {
        ready(Ok(false)).boxed()
    }

    fn apply_phase<'a>(
        &'a self,
        _: &'a mut Connection,
        _: i64,
        _: i64,
        _: &'a FormDef,
        _: &'a mut Submission,
    ) -> BoxFuture<'a, Result<(), Problem>> {
        ready(Ok(())).boxed()
    }

    /// Fails if the phase uses the legacy store, which means that another process has changed it since our start.
    fn submission_saved<'a>(
        &'a self,
        _: &'a mut DbConnection,
        saved: SavedSubmission<'a>,
    ) -> BoxFuture<'a, Result<WriteThrough, DbError>> {
        let needed = saved.phase.and_then(Phase::parse).is_some_and(Phase::uses_files);
        let refused = || WriteThrough::Failed(io::Error::other("this build has no access to the legacy app's files"));
        ready(Ok(if needed { refused() } else { WriteThrough::NotNeeded })).boxed()
    }

    fn job_ended<'a>(
        &'a self,
        _: &'a mut DbConnection,
        _: i64,
        _: i64,
        _: OffsetDateTime,
    ) -> BoxFuture<'a, DbResult<()>> {
        ready(Ok(())).boxed()
    }

    fn queued(&self) {}
}
