//! The runner: takes what is due, does it, and says how it went.
//!
//! A job lives in the database (`store::due_work`); a runner only borrows it for the length of a lease, which it
//! renews while it works. If the process dies, the lease runs out and any runner takes the job again. Stopping waits
//! for the jobs that run, and gives back what it could not wait for.

#[cfg(feature = "migration")]
mod imports;
#[cfg(feature = "migration")]
mod outbox;
mod run;
mod runner;
mod seals;

pub use runner::Runner;
