//! `/api/v1`: the JSON API. It calls the same services as the pages, under the same rules.
//!
//! - one file for each resource: `me`, `forms`, `submissions`, `reports`, `uploads`, `jobs`, `audit`, `migration`;
//! - the `*shape*` files have the JSON of the responses, each a struct of its own, so that an internal change never
//!   changes them;
//! - `body` parses what is posted; `document` is the OpenAPI document, generated from all of these by `utoipa`.
//!
//! A test compares the document with the routes that Rocket knows, and real responses with the document.

pub mod audit;
pub mod audit_shape;
mod body;
pub mod document;
pub mod error_shape;
pub mod form_shape;
pub mod forms;
pub mod jobs;
pub mod me;
#[cfg(feature = "migration")]
pub mod migration;
pub mod receipt_shape;
pub mod reports;
pub mod review_shape;
pub mod shapes;
pub mod submissions;
pub mod uploads;
