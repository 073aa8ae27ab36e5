//! Submissions as files of the old shape, written through an outbox that survives crashes.
//!
//! In a phase that writes files, the transaction that creates a submission adds it to the outbox. The outbox is written
//! two submissions at a time; a row is removed once its files are in the legacy store. In the phase `files` the files
//! must exist before the acknowledgement: `sync_write` writes them in the transaction, and the outbox only adds how the
//! job ended.
//!
//! - `folder`: the legacy app's folder; `outbox`: writes what is due;
//! - `expected_files`: the files of a submission; `stored_files`: what they take from our own disk;
//! - `put`: writes them, pictures and reports first, the record last, and never over a file of another origin;
//! - `backfill`: adds what the legacy store lacks after a step back to the outbox;
//! - `sync_write`: in the phase `files`, before the acknowledgement;
//! - `export`: the same files in any other folder.

mod backfill;
mod expected_files;
mod export;
mod folder;
mod outbox;
mod put;
mod stored_files;
mod sync_write;

pub(super) use backfill::older_have_ended;
pub use export::{Exported, export};
pub(super) use folder::{folder, is_writable, source};
pub use outbox::{WRITE, drain, queue_missing, waiting, write_waiting};
pub(super) use sync_write::write_now;
