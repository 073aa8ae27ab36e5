//! All integration tests in one binary, because each further binary would link all dependencies again.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod api;
mod audit;
mod background;
mod browser;
mod crash;
mod cross_site;
mod db_check;
mod decoder;
mod embedded;
mod enumeration;
mod headers;
mod layers;
mod legacy;
mod limits;
mod migration;
mod plans;
mod proxy;
mod reports;
mod routes;
mod schema;
mod secrets;
mod security_doc;
mod seed;
mod serve;
mod settings;
mod slow_clients;
mod support;
mod tenant_isolation;
mod texts;
mod upgrade;
mod user_command;
mod vocabulary;
mod web;
