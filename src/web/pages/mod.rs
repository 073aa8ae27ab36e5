//! One file for each first word of an address.

pub mod health;
pub mod job_events;
pub mod reports;
pub mod uploads;
