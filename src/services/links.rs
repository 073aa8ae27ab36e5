//! Signed links to reports: they expire, can be revoked, and every opening is counted and noted.
//!
//! - `token` is what stands in the address, and what is signed;
//! - `open` opens a report behind one, for whoever holds it, or for a member by its submission;
//! - `share` makes the links that people send to clients, lists, changes and revokes them.
//!
//! Answers of the program carry links of their own (`report_links`, a row for each report): a client of the API
//! opens them without an account. Pages of members carry none: what a member copies from there opens for members only.

mod cover;
mod format;
mod model;
mod open;
mod report_links;
mod share;
mod token;

pub(crate) use format::{extension, mime, percent_encode};
pub use model::{Cover, CoverFile, Download, Opened, Refusal};

pub use open::{How, member_report, open, open_link};
pub(super) use report_links::{links_of, report_links};
pub use share::{Change, ShareOutcome, Shared, SharedLink, change, share, shared};
