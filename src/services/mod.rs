//! The use cases of the application. Services own the transactions and the order of steps; they call the layers below
//! (`store`, `files`, `reports`, …), which do not call each other, and are called by `web`, `jobs`, `migration` and
//! `cli`.

pub mod absences;
pub mod account;
pub mod accounts;
pub mod actions;
pub mod actor;
mod administrators;
pub mod approval_flows;
pub mod audit;
pub mod backup;
pub mod branding;
pub mod clean_up;
pub mod client_responses;
pub mod comments;
pub mod corrections;
pub mod data_folder;
pub mod demo;
pub mod drawn_signatures;
pub mod email;
pub mod factors;
pub mod forms;
pub mod health;
pub mod held_uploads;
pub mod home;
pub mod invitations;
pub mod jobs;
pub mod kept_forms;
pub mod last_visits;
pub mod links;
pub mod make_report;
pub mod metrics;
pub mod notifications;
pub mod organisation;
pub mod overview;
pub mod password_reset;
pub mod passwords;
pub mod pending_submissions;
pub mod people;
pub mod pictures;
pub mod privacy;
pub mod public_links;
mod reasons;
pub(crate) mod records;
pub mod reinspections;
pub mod report_letters;
pub mod report_verification;
pub mod retention;
pub mod review;
pub(crate) mod schema_check;
pub(crate) mod search_terms;
pub mod seed;
pub mod sessions;
pub mod setup;
pub mod setup_checklist;
pub mod shared_reports;
pub mod sign_in;
pub mod start;
pub mod stored_files;
pub mod strict_json;
pub mod submissions;
pub mod submit;
pub mod suggestions;
pub mod tokens;
mod unclaimed;
pub mod uploads;
pub mod users;
pub mod webhooks;

use crate::{
    app::App,
    domain::problem::Problem,
    files::{self, Files},
};
use anyhow::anyhow;
use std::io;
use tokio::task::spawn_blocking;

/// Runs disk I/O on the blocking pool.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> Result<T, Problem> {
    let done = spawn_blocking(work).await.map_err(|stopped| Problem::Internal(stopped.into()))?;
    done.map_err(storage_problem)
}

/// Removes files on the blocking pool.
async fn remove_files(app: &App, remove: impl FnOnce(&Files) + Send + 'static) -> Result<(), Problem> {
    let files = app.files.clone();
    blocking(move || {
        remove(&files);
        Ok(())
    })
    .await
}

/// Maps the error of opening a file that a row names. A missing file is not "not found" to the client: it is there when
/// the right folder is.
pub(crate) fn opening_problem(id: &str, error: io::Error) -> Problem {
    match error.kind() {
        io::ErrorKind::NotFound => Problem::FileMissing(anyhow!("the file of {id} is not in the data folder")),
        _ => storage_problem(error),
    }
}

/// Maps an I/O error to a [`Problem`]; a full disk has its own kind.
pub(crate) fn storage_problem(error: io::Error) -> Problem {
    if files::is_full(&error) { Problem::StorageFull(error.into()) } else { Problem::Unavailable(error.into()) }
}
