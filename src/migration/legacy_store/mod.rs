//! Submissions as files of the old shape, through an outbox that survives everything.
//!
//! A phase that writes files puts each submission into the outbox in the very transaction that makes it; here they are
//! taken out, two at a time, and stand in the old store when their rows are gone. In the phase `files` it is too late for
//! that: `sync_write` writes before the submission is acknowledged, and the outbox only brings how its job ended.
//!
//! - `folder`: the old app's folder; `outbox`: writes what waits;
//! - `expected_files`: what has to stand in the old store for a submission;
//! - `put`: makes it stand there, pictures first, the record last, and never over a file of another origin;
//! - `backfill`: what the old store lacks after a step back is put into the outbox;
//! - `sync_write`: in the phase `files`, before the submission is acknowledged;
//! - `export`: the same files in any other folder.

mod backfill;
mod expected_files;
mod export;
mod folder;
mod outbox;
mod put;
mod sync_write;

pub(super) use backfill::older_have_ended;
pub use export::{Exported, export};
pub(super) use folder::{folder, is_writable, source};
pub use outbox::{WRITE, catch_up, drain, waiting, write_waiting};
pub(super) use sync_write::write_now;
