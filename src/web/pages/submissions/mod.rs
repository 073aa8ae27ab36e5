//! `/submissions`: the list with its filters, its export, and the page of each submission.

pub mod columns;
pub mod controls;
pub mod correct;
pub mod export;
mod history_view;
pub mod links;
mod links_view;
pub mod list;
mod missing_files;
pub mod photo;
mod record_view;
mod reinspection_view;
pub mod report;
pub mod reports;
pub mod responses;
pub mod review_view;
pub mod revision;
pub mod show;
