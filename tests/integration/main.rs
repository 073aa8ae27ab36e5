//! Everything that is tested from outside, in one binary: each further one would link the whole stack again.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod browser;
mod crash;
mod db_check;
mod embedded;
mod layers;
mod legacy;
mod migration;
mod plans;
mod reports;
mod routes;
mod schema;
mod seed;
mod serve;
mod settings;
mod support;
mod user_command;
mod wall;
mod web;
