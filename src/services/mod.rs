//! What the app does, one function for each button. Services own the transactions and know the order of steps;
//! the hands below them never touch each other.

pub mod account;
pub mod audit;
pub mod caller;
pub mod demo;
pub mod documents;
pub mod erase;
pub mod factors;
pub mod genuine;
pub mod health;
pub mod home;
pub mod invitations;
mod letters;
pub mod links;
pub mod make_report;
pub mod moderation;
pub mod old_links;
pub mod old_posts;
pub mod organisation;
pub mod passwords;
pub mod people;
pub(crate) mod pictures;
pub mod privacy;
pub mod public_links;
pub mod queue;
pub mod resets;
pub mod seed;
pub mod sessions;
pub mod setup;
pub mod sign_in;
pub mod start;
pub mod submissions;
pub mod submit;
pub mod sweep;
pub mod tokens;
pub mod uploads;
pub mod users;
pub(crate) mod words;

use crate::{domain::problem::Problem, files};
use std::io;

/// What the disk complains about, as a [`Problem`].
pub(crate) fn storage_problem(error: io::Error) -> Problem {
    if files::is_full(&error) { Problem::StorageFull(error.into()) } else { Problem::Unavailable(error.into()) }
}
