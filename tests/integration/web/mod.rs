//! What clients see over HTTP: one file for each file of pages, and one for the post of a form on the wire.

mod account;
mod admin;
mod civil;
mod cleaning;
mod corpus;
mod forms;
mod generated;
mod health;
mod hvac_mep;
mod job_events;
mod jobs;
mod old_addresses;
mod posting;
mod reports;
mod setup;
mod sign_in;
mod submissions;
mod uploads;
