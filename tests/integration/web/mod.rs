//! What clients see over HTTP: one file for each file of pages, and one for the post of a form on the wire.

mod corpus;
mod forms;
mod health;
mod job_events;
mod jobs;
mod posting;
mod reports;
mod submissions;
mod uploads;
