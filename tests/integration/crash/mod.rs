//! The program as a process that is killed, cut off, starved and stopped, and what must hold afterwards: `checker`
//! looks at the database, the files and the answers from outside, and takes nobody's word for anything.
//!
//! - `place` starts and kills the program, `visit` is a filled form and its receipt, `checker` is the judge;
//! - `points` kills at each step of a submit and of a job, `poison` the same job again and again, `random` at any moment;
//! - `public` kills at each step of a form that a stranger sends, `privacy` at each of what goes for good;
//! - `disk`, `database` and `stop` take away what the program stands on, or ask it to go.

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
