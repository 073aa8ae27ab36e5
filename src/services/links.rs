//! Signed links to reports: they expire, can be revoked, and every opening is counted and audited.
//!
//! - `token` is the signed part of the address;
//! - `open` opens a report behind a link, or for a member by its submission;
//! - `share` creates, lists, changes and revokes the links that members send to clients.
//!
//! API responses contain links of their own (`report_links`, one row for each report), which an API client opens
//! without an account. Pages of members contain none: an address that a member copies there opens for members only.

mod cover;
mod format;
mod model;
mod open;
mod page_photo;
mod photo;
mod report_links;
mod response_permit;
mod share;
mod token;

pub(crate) use format::{extension, mime, percent_encode};
pub use model::{CoverContent, CoverFile, Download, OpenRefusal, OpenedLink, OpenedReport};

pub use open::{OpenRequest, PAGE, earlier_report, member_report, open, open_link};
pub use page_photo::{open_page_photo, page_photo};
pub(super) use photo::photo_url;
pub use photo::{open_photo, photo_of};
pub use report_links::revoke_response_links;
pub(super) use report_links::{links_of, report_links};
pub use response_permit::{ResponsePermit, open_permitted, response_permit};
pub use share::{
    LinkChange, LinkedSubmission, ResponseLinks, ShareOutcome, SharedLink, SubmissionLinks, change, share, shared,
};
