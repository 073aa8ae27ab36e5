//! Background jobs: what is started or owed survives a restart, periodic jobs run once over all instances and each on its
//! own, and administrators see and steer all of it.

mod console;
mod lanes;
#[cfg(feature = "failpoints")]
mod restart;
mod schedule;
