//! The one-time migration from the legacy app: importer, phases of each module, verification, archive.
//!
//! - `import`: imports the legacy store as a run that can be paused, killed and repeated; `review_queue`: decisions of
//!   people about records that could not be imported;
//! - `phases`: which store a module trusts, the gates between the phases, and steps back;
//! - `legacy_store`: writes submissions as files of the old shape; `reads`: falls back to files and compares the
//!   stores;
//! - `verify`: reads everything again and compares it; `archive`: packs old files, removes them and restores them;
//! - `legacy_access`: who may use the addresses of the legacy app without an account; `legacy_links`, `legacy_posts`: what
//!   those addresses answer and take;
//! - `port`: the `LegacyStore` port, through which `services` reach this layer.

pub mod archive;
mod difference;
pub mod import;
pub mod legacy_access;
pub mod legacy_links;
pub mod legacy_posts;
pub mod legacy_store;
pub mod phases;
mod port;
pub mod reads;
pub mod reasons;
pub mod review_many;
pub mod review_queue;
pub mod verify;

pub use port::port;
