//! What clients see over HTTP: one file for each file of pages, and one for the post of a form on the wire.

mod admin;
mod civil;
mod cleaning;
mod corpus;
mod factors;
mod forgotten;
mod forms;
mod generated;
mod genuine;
mod health;
mod hvac_mep;
mod job_events;
mod jobs;
mod join;
mod links;
mod moderation;
mod old_addresses;
mod organisation;
mod people;
mod posting;
mod privacy;
mod public;
mod reports;
mod reset;
mod submissions;
mod uploads;
