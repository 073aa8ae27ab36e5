//! Reading and verifying the audit log.
//!
//! - `store::audit::add` adds rows, in the transaction that causes them, each with a MAC (`domain::audit`).
//! - `seal` appends committed rows to the chain, outside of requests; `checkpoint` signs how far the chain goes.
//! - `verify` follows the chain and reports every row that was changed. `list` reads the log for people.
//! - `retention` drops whole months; the seals stay, so the chain remains verifiable.

mod checkpoint;
mod list;
mod retention;
mod seal;
mod verify;

pub use list::{AuditEntry, Filter, PAGE, Page, ResourceFilter, export_page, exported, page};
pub use retention::{Dropped, drop_before};
pub use seal::{BATCH, seal, seal_all};
pub use verify::{AuditFinding, AuditVerification, SealingKey, public_key, verify};
