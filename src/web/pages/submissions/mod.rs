//! `/submissions`: the list with its filters, its export, and the page of each submission.

pub mod columns;
pub mod controls;
pub mod export;
pub mod links;
mod links_view;
pub mod list;
pub mod photo;
pub mod report;
pub mod reports;
pub mod show;
