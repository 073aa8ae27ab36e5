//! The audit log: what is written into it (`actions`), and what makes it a proof (`proof`).

pub mod actions;
pub mod proof;
