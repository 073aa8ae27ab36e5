//! Background jobs and periodic jobs.
//!
//! - A job is a row in the database (`services::jobs`). A worker holds it for a lease and extends the lease while it
//!   works. If the process dies, the lease expires and any worker can claim the job again;
//! - [`Job`] is one kind of job, `registry` has all of them, `worker` runs them, in lanes that do not delay each other;
//! - `schedule` lists the periodic jobs; `periodic` runs those that are due, each once across all instances;
//! - `shadow_reads` compares the two stores after a read. It is a sample without delivery guarantee.
//!
//! Shutdown waits for running jobs, and releases those that take too long.

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

pub use job::{AttemptOutcome, Job, JobContext};
pub use registry::handler;
pub use runner::Runner;
pub use schedule::{PeriodicJob, SCHEDULE};
