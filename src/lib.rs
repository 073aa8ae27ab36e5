//! Injaaz: site inspections filled in on a phone, stored in Postgres, with reports in Excel and PDF.
//!
//! The modules form layers, listed from the lowest to the highest. A module only uses lower layers;
//! `tests/integration/layers` checks this:
//!
//! - `domain` plain types and rules, `i18n` texts in each language, `security` keys and tokens, `config` settings;
//! - `forms`, `store`, `files`, `reports`, `legacy`, `mail`: infrastructure; they do not use each other;
//! - `app`: the application state, created once at start;
//! - `services`: the use cases, which own the transactions;
//! - `migration`: the one-time move from the legacy app;
//! - `web` and `jobs`: HTTP requests and background jobs;
//! - `cli`: commands.
//!
//! Three crates hold them, so that a small change compiles little: `core.rs` up to the infrastructure, `application.rs`
//! from `app` to `jobs`, and this one.

#[cfg(feature = "migration")]
pub use injaaz_application::migration;
pub use injaaz_application::{app, jobs, services};
pub use injaaz_core::{config, domain, files, forms, i18n, legacy, mail, reports, security, store};

pub mod web;

pub mod cli;
