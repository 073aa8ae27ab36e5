//! Old files are packed, read back, verified by hash, and only then removed; and restored if they are wanted again.
//!
//! - `pack`: what the ledger says is packed, read back and kept; nothing is removed;
//! - `remove`: only in the phase that says so, and each file only if it is still what was packed;
//! - `restore`: back to where they were.
//!
//! One of them works at a time, and none while everything is being verified. Each can be killed at any moment and
//! simply be asked for again.

mod archives;
mod pack;
mod remove;
mod restore;

pub use archives::{ArchiveView, all};
pub use pack::pack;
pub use remove::remove_packed;
pub use restore::restore;
