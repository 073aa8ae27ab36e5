//! What clients see over HTTP: one file for each file of pages, and one for the post of a form on the wire.

mod health;
mod job_events;
mod posting;
mod reports;
mod uploads;
