//! End-to-end tests: the real program, a real Chromium, and the downloaded reports.

pub mod access;
mod answers;
mod arabic;
mod canvas;
mod draft;
mod draft_storage;
mod draft_tabs;
mod drafts;
mod enter;
mod factors;
mod first_start;
mod invitation;
mod links;
mod migration;
mod page_actions;
mod pages;
mod phone;
mod pictures;
mod plain;
mod privacy;
mod public;
mod read_back;
mod sending;
pub mod server;
mod session;
mod tokens;
mod translated;
