//! What the app does, one function for each button. Services own the transactions and know the order of steps;
//! the hands below them never touch each other.

pub mod caller;
pub mod health;
pub mod home;
pub mod links;
pub mod make_report;
pub mod queue;
pub mod submissions;
pub mod submit;
pub mod sweep;
pub mod uploads;

use crate::domain::problem::Problem;

pub(crate) fn unbuilt<T>() -> Result<T, Problem> {
    Err(Problem::Internal(anyhow::anyhow!("not built yet")))
}
