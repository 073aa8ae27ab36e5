//! History comes in, and the way back: the importer, the phases of each module, the proof, the archive.
//!
//! - `import`: reads the old store into the database, as a run that can be paused, killed and repeated; `desk` is
//!   where people decide about what it could not take;
//! - `phases`: which store a module trusts, the gates between, and the way back;
//! - `old_store`: writes submissions as files of the old shape; `reads`: falls back to files and compares the stores;
//! - `verify`: reads everything again and proves it; `archive`: packs old files away and brings them back.

pub mod archive;
mod difference;
pub mod import;
pub mod legacy_links;
pub mod legacy_posts;
pub mod legacy_store;
pub mod phases;
mod port;
pub mod reads;
pub(crate) mod reasons;
pub mod review_queue;
pub mod verify;

pub use port::port;
