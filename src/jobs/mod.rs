//! Background jobs: what runs after the answer, or without anybody asking.
//!
//! - a job lives in the database (`services::jobs`); a worker only borrows it for the length of a lease, which it renews
//!   while it works. If the process dies, the lease runs out and any worker takes the job again;
//! - [`Job`] is one kind of job, `registry` knows them all, `worker` runs them, in lanes that do not hold each other up;
//! - `schedule` lists the periodic jobs, each on its own; `periodic` runs what is due of it, once over all instances;
//! - `shadow_reads` compares the two stores after a read: a sample, which is owed to nobody.
//!
//! Stopping waits for what runs, and gives back what it could not wait for.

mod email;
mod job;
mod log;
#[cfg(feature = "migration")]
mod migration;
mod periodic;
mod registry;
mod reports;
mod runner;
mod schedule;
#[cfg(feature = "migration")]
mod shadow_reads;
mod worker;

pub use job::{Ended, Job, JobContext};
pub use registry::handler;
pub use runner::Runner;
pub use schedule::{PeriodicJob, SCHEDULE};
