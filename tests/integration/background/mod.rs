//! Background jobs: pending and started jobs survive a restart, each periodic job runs once over all instances and
//! independently of the others, and administrators can see and control all of them.

mod console;
mod lanes;
#[cfg(feature = "failpoints")]
mod restart;
mod schedule;
