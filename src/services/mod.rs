//! What the app does, one function for each button. Services own the transactions and know the order of steps;
//! the hands below them never touch each other.

pub mod account;
pub mod actor;
mod administrators;
pub mod audit;
pub mod demo;
mod email_delivery;
pub mod factors;
pub mod health;
pub mod home;
pub mod invitations;
pub(crate) mod legacy_links;
pub(crate) mod legacy_posts;
pub mod links;
pub mod make_report;
pub mod organisation;
pub mod password_reset;
pub mod passwords;
pub mod pending_submissions;
pub mod people;
pub(crate) mod pictures;
pub mod privacy;
pub mod public_links;
pub mod queue;
mod reasons;
pub mod report_verification;
pub mod retention;
pub(crate) mod search_terms;
pub mod seed;
pub mod sessions;
pub mod setup;
pub mod sign_in;
pub mod start;
pub(crate) mod strict_json;
pub mod submissions;
pub mod submit;
pub mod sweep;
pub mod tokens;
pub mod uploads;
pub mod users;

use crate::{
    app::App,
    domain::problem::Problem,
    files::{self, Files},
};
use std::io;

/// Removes many files, away from the threads that serve requests.
async fn remove_files(app: &App, remove: impl FnOnce(&Files) + Send + 'static) -> Result<(), Problem> {
    let files = app.files.clone();
    let removing = tokio::task::spawn_blocking(move || remove(&files));
    removing.await.map_err(|stopped| Problem::Internal(stopped.into()))
}

/// What the disk complains about, as a [`Problem`].
pub(crate) fn storage_problem(error: io::Error) -> Problem {
    if files::is_full(&error) { Problem::StorageFull(error.into()) } else { Problem::Unavailable(error.into()) }
}
