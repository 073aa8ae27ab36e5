//! Injaaz: site inspections filled in on a phone, kept in Postgres, reported in Excel and PDF.
//!
//! The rooms, from the ground up; a room names only rooms below it, and a test holds that
//! (`tests/integration/layers.rs`):
//!
//! - `domain` plain values and rules, `i18n` texts in each language, `security` keys and tokens, `config` settings;
//! - `forms`, `store`, `files`, `reports`, `legacy`, `mail`: the hands, which never touch each other;
//! - `app`: what is made once at start;
//! - `services`: what the app does, one function for each button;
//! - `web` and `jobs`: who asks, a browser or work that is due;
//! - `cli`: who starts what.

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

pub mod jobs;
pub mod web;

pub mod cli;
