//! The HTTP interface of the legacy app, for clients that still use it: open pages, scripts, bookmarks, printed links.
//! docs/legacy-api.md has what it promises and where it differs.
//!
//! A post of the legacy app becomes a post of the current form and takes the same path from there: one validation, one
//! transaction, the same job. Only the response is the legacy app's: paths, keys, status codes, and English.
//!
//! - `routes` are the addresses of the three modules, `generated` those of old reports;
//! - `submit` handles a form: `form`, `urlencoded` and `document` read the kinds of body into a `post`, with `names`,
//!   `fields` and `data_url` for what each piece of it is;
//! - `job`, `photo` and `draft` are shared by several modules; `error` is the error response;
//! - `address` converts absolute addresses, `choices` lists those of a form, `protocol` has the constants.

mod address;
mod choices;
mod data_url;
mod document;
mod draft;
mod error;
mod fields;
mod form;
pub mod generated;
mod job;
mod names;
mod photo;
mod post;
mod protocol;
pub mod routes;
mod submit;
mod urlencoded;
