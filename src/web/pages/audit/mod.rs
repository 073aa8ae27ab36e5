//! `/audit`: the audit log and its exports.

pub mod export;
pub mod list;
