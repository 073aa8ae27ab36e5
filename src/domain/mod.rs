//! Plain types and rules of the product: forms, answers, validation, permissions, job payloads, report documents.
//!
//! No dependency on database, web, templates, files or an async runtime, so every rule can be tested in isolation.
//! Every other module may use this one; this one uses no other.

pub mod accent;
pub mod access;
pub mod action;
pub mod answers;
pub mod approval;
pub mod audit;
pub mod bidi;
pub mod branding;
mod codes;
pub mod decimal;
pub mod email;
pub mod extra_answers;
pub mod field_rules;
pub mod findings;
pub mod fold;
pub mod form;
pub mod form_report;
pub mod form_rules;
pub mod ids;
pub mod iso_date;
pub mod job;
pub mod lang;
pub mod local_zone;
pub mod media_unavailable;
pub mod member;
pub mod mention;
pub mod merkle;
pub mod message;
pub mod migration;
pub mod money;
pub mod near_spelling;
pub mod password;
pub mod pasted;
pub mod privacy;
pub mod problem;
pub mod qr;
pub mod raw;
pub mod raw_answers;
pub mod report;
pub mod report_links;
pub mod review_queue;
pub mod rules;
pub mod score;
pub mod session;
pub mod setup_item;
pub mod shared_link;
pub mod submission;
pub mod submission_filter;
mod text_enum;
pub mod time_zone;
pub mod totals;
pub mod upload;
pub mod validate;
pub mod written_zone;
