//! The program as a process that is killed, disconnected or stopped, or that runs out of resources, and what must hold
//! afterwards.
//!
//! - `process_fixture` starts and kills the program, `client` is a form and its receipt, `invariants` checks the
//!   database, the files and the responses from outside;
//! - `points` kills at each step of a submit and of a job, `poison` kills with the same job again and again, `random`
//!   at any time;
//! - `public` kills at each step of a public submission, `privacy` at each step of an erasure or export, `webhooks` at
//!   each step of sending an event;
//! - `disk`, `database` and `stop` remove resources or ask the program to stop; `proxy` cuts database connections.

pub mod client;
mod database;
pub mod disk;
mod invariants;
mod invariants_self_test;
#[cfg(feature = "failpoints")]
mod points;
#[cfg(feature = "failpoints")]
mod poison;
#[cfg(feature = "failpoints")]
mod privacy;
pub mod process_fixture;
mod proxy;
#[cfg(feature = "failpoints")]
mod public;
mod random;
mod stop;
#[cfg(feature = "failpoints")]
mod webhooks;
