//! The audit log, read and proved.
//!
//! - Rows are added by `store::audit::add`, in the transaction of what they tell of, each with a mark (`domain::audit`).
//! - `seal` takes them into the chain some moment after their commit, away from every request; `checkpoint` signs how far.
//! - `verify` follows the chain and names every row that is not as it was. `list` reads the log for people.
//! - `retention` drops whole months, which the chain outlives.

mod checkpoint;
mod list;
mod retention;
mod seal;
mod verify;

pub use list::{Filter, Listed, PAGE, Page, ResourceFilter, export_page, exported, page};
pub use retention::{Dropped, drop_before};
pub use seal::{BATCH, seal, seal_all};
pub use verify::{Bad, SealingKey, Verified, public_key, verify};
