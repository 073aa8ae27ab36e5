//! Keys and what is made with them: derived keys, signed tokens, sealed values; secrets that programs present; and
//! which client an address stands for.
//!
//! A module of the lowest layer: it knows no database, no web framework and no settings. Values come in as bytes and
//! text. `app::keyring` makes the [`Keyring`] from the settings.

pub mod bearer_secret;
pub mod client_ip;
pub mod keyring;
pub mod sealed;
pub mod signed_token;
pub mod webhook_secret;

pub use keyring::{KeyPurpose, Keyring};
