//! Injaaz: site inspections filled in on a phone, stored in Postgres, with reports in Excel and PDF.
//!
//! The modules form layers, listed from the lowest to the highest. A module only uses lower layers;
//! `tests/integration/layers` checks this:
//!
//! - `domain` plain types and rules, `i18n` texts in each language, `security` keys and tokens, `config` settings;
//! - `forms`, `store`, `files`, `reports`, `legacy`, `mail`: infrastructure; they do not use each other;
//! - `app`: the application state, created once at start;
//! - `services`: the use cases, which own the transactions;
//! - `migration`: the one-time move from the old app;
//! - `web` and `jobs`: HTTP requests and background jobs;
//! - `cli`: commands.

pub mod config;
pub mod domain;
pub mod i18n;
pub mod security;

pub mod files;
pub mod forms;
pub mod legacy;
pub mod mail;
pub mod reports;
pub mod store;

pub mod app;

pub mod services;

#[cfg(feature = "migration")]
pub mod migration;

pub mod jobs;
pub mod web;

pub mod cli;
