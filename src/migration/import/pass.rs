//! The environment and the mode of a pass through a source, and why a pass ends early.

use super::run_lease::{Checkpoint, ControlChannel, RunLease};
use crate::{
    app::App,
    domain::{migration::Stage, problem::Problem},
    services::actor::Actor,
};
use diesel::result::Error as DbError;

/// Why a pass ended early.
pub(super) enum Interrupted {
    Problem(Problem),
    /// The run was paused and the caller does not wait.
    Paused,
    /// The run has ended, or another process has its lease.
    Left,
}

impl From<Problem> for Interrupted {
    fn from(problem: Problem) -> Interrupted {
        Interrupted::Problem(problem)
    }
}

impl From<DbError> for Interrupted {
    fn from(error: DbError) -> Interrupted {
        Interrupted::Problem(error.into())
    }
}

/// Called after each batch with the stage and the counters.
pub(super) type ProgressFn<'w> = &'w (dyn Fn(Stage, &Checkpoint) + Send + Sync);

/// The environment of a pass: actor, control signals, progress.
#[derive(Clone, Copy)]
pub(super) struct PassContext<'a> {
    pub app: &'a App,
    pub actor: &'a Actor,
    pub control: &'a ControlChannel,
    pub watch: ProgressFn<'a>,
}

/// The mode of a pass.
#[derive(Clone, Copy, Default)]
pub(super) struct Mode<'a> {
    /// Report what an import would do, but change nothing.
    pub dry: bool,
    /// The run, if it has a row.
    pub lease: Option<&'a RunLease>,
    /// Waits during a pause; otherwise a pause ends the pass.
    pub waits: bool,
    /// Limit of files per second; none: limited only by the load of the server.
    pub files_per_second: Option<u32>,
}
