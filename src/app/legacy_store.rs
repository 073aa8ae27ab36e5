//! The port to the old app's store, while a module still uses it.
//!
//! Services call it where the phase of a module may ask for more than the database: a submission that only the old
//! store has, a page that must say what the file says, a submission or job that the old store must learn of. The
//! implementation is given to the app at start. [`NoLegacyStore`] stands for none: then no module may be in a phase that
//! uses the old store, which start checks.

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

/// What the product needs of the old app's store. Every method is safe to call in any phase.
pub trait LegacyStore: Send + Sync {
    /// Whether modules may be in a phase that uses the old store.
    fn is_available(&self) -> bool;

    /// Looks for a submission that the database does not have, and imports it if the phase of a module falls back to
    /// the old store. True if the database has it now. Takes connections of its own.
    fn import_missing<'a>(&'a self, organisation: i64, id: &'a SubmissionId) -> BoxFuture<'a, Result<bool, Problem>>;

    /// Applies the phase of its module to a submission that is about to be shown: where files are trusted, its content
    /// becomes that of its file. `key` is its row.
    fn apply_phase<'a>(
        &'a self,
        conn: &'a mut Connection,
        organisation: i64,
        key: i64,
        def: &'a FormDef,
        submission: &'a mut Submission,
    ) -> BoxFuture<'a, Result<(), Problem>>;

    /// The last step of the transaction that saves a submission: writes it through, or notes that it is to be written.
    fn submission_saved<'a>(
        &'a self,
        conn: &'a mut DbConnection,
        saved: SavedSubmission<'a>,
    ) -> BoxFuture<'a, Result<WriteThrough, DbError>>;

    /// A step of the transaction that ends the job of a submission, well or not: what the old store says of it changes.
    fn job_ended<'a>(
        &'a self,
        conn: &'a mut DbConnection,
        organisation: i64,
        submission: i64,
        now: OffsetDateTime,
    ) -> BoxFuture<'a, DbResult<()>>;

    /// A transaction that answered [`WriteThrough::Queued`] is committed: what it queued can be written.
    fn queued(&self);
}

/// A submission inside of the transaction that saves it.
pub struct SavedSubmission<'a> {
    pub organisation: i64,
    /// Its row.
    pub key: i64,
    pub def: &'a FormDef,
    /// The phase of its module, in the word of the table, read by the same transaction; none if it never had one.
    pub phase: Option<&'a str>,
    pub now: OffsetDateTime,
    /// The submission and its files as a read would return them.
    pub read_back: &'a (dyn Fn() -> (Submission, Vec<Upload>) + Send + Sync),
}

/// What became of a submission in the old store.
#[derive(Debug)]
pub enum WriteThrough {
    /// The phase of its module does not write there.
    NotNeeded,
    /// It will be written after the commit.
    Queued,
    Written,
    /// A record of another origin has its id: the transaction must be rolled back, another id may do.
    IdTaken,
    /// The old store does not take it, and its module trusts the old store: the transaction must be rolled back.
    Failed(io::Error),
}

/// The port of a build without the migration: the database is everything.
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

    /// Refused where the phase uses the old store: another process has taken the module there since our start.
    fn submission_saved<'a>(
        &'a self,
        _: &'a mut DbConnection,
        saved: SavedSubmission<'a>,
    ) -> BoxFuture<'a, Result<WriteThrough, DbError>> {
        let needed = saved.phase.and_then(Phase::parse).is_some_and(Phase::uses_files);
        let refused = || WriteThrough::Failed(io::Error::other("this build has no access to the old app's files"));
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
