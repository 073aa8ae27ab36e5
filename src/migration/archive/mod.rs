//! Archives of the old files: packed, read back, verified by hash, removed only after that, and restored on request.
//!
//! - `pack`: packs the files that the ledger has as settled, and reads the archive back; removes nothing;
//! - `plan`: what packing would read, and whether there is space for it;
//! - `remove`: only in the phase `archived`, and each file only if it still equals the packed one;
//! - `restore`: writes the files back to where they were.
//!
//! Only one of them runs at a time, and none during a verify. Each can be killed at any time and simply be repeated.

mod archives;
mod pack;
mod plan;
mod remove;
mod restore;

pub use archives::{ArchiveView, all};
pub use pack::pack;
pub use plan::{PackPlan, plan_pack};
pub use remove::remove_packed;
pub use restore::restore;
