//! The crate `injaaz-core`: plain types and rules, and the infrastructure, without the application state.
//!
//! It is a crate of its own so that a change of a page or a use case does not compile it again. `lib.rs` describes the
//! layers.

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
