//! The audit log: its actions (`actions`), and the codes, seals and signatures that make it tamper-evident (`proof`).

pub mod actions;
pub mod proof;
