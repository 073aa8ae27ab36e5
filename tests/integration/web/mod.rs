//! What clients see over HTTP: one file for each file of pages, and one for the post of a form on the wire.

mod account;
mod admin;
mod corpus;
mod factors;
mod forms;
mod health;
mod job_events;
mod jobs;
mod join;
mod key_rotation;
mod legacy_api;
mod links;
mod moved;
mod organisation;
mod password_reset;
mod pending_submissions;
mod people;
mod people_columns;
mod posting;
mod privacy;
pub mod public;
mod reports;
mod setup;
mod sign_in;
mod submissions;
mod uploads;
mod verify;
