//! Accounts: who somebody is, apart from how they came in.

pub mod principal;
