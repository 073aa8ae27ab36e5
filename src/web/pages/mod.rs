//! The pages. A file is called like the first word of its addresses, and so are its templates and its tests.
//!
//! Each handler reads the same way: guards in the signature, one service call, one answer. The struct that a template
//! prints stands beside the handler that fills it.

pub mod admin;
pub mod audit;
pub mod civil;
pub mod cleaning;
pub mod forms;
pub mod generated;
pub mod health;
pub mod home;
pub mod hvac_mep;
pub mod job_events;
pub mod jobs;
pub mod reports;
pub mod submissions;
#[cfg(test)]
mod tests;
pub mod uploads;

use rocket::{response::Responder, serde::json::Json};

/// What most pages answer: HTML, or JSON for a client that asked for it.
#[derive(Responder)]
pub enum Answer<P, J> {
    Page(P),
    Json(Json<J>),
}
