//! Accounts: the identity of a signed-in person or API token, independent of how it signed in.

pub mod principal;
