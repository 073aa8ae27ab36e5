//! `/forms/<module>`: posts, stored values, and responses.

mod attached;
mod complete;
mod cover;
mod custom_module;
mod edit;
mod ended_session;
mod file_copies;
mod files;
mod keys;
mod kinds;
mod last_visit;
mod manage;
mod one_statement;
mod reinspection;
mod rules;
mod xlsform;
