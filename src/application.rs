//! The crate `injaaz-application`: the application state, the use cases, the migration and the background jobs.
//!
//! It is a crate of its own so that a change of a page does not compile it again. `lib.rs` describes the layers.

pub use injaaz_core::{config, domain, files, forms, i18n, legacy, mail, reports, security, store};

pub mod app;

pub mod services;

#[cfg(feature = "migration")]
pub mod migration;

pub mod jobs;
