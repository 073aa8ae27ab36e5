//! All queries and the connection pool. Only this module uses diesel; `services` and `migration` use it for
//! transactions.
//!
//! A query takes `&mut AsyncPgConnection` and returns a `QueryResult`, so that services can combine several queries in
//! one transaction. Every query filters by organisation. The functions of a table are in the file of its name.

/// A connection, possibly within a transaction.
pub type DbConnection = diesel_async::AsyncPgConnection;
pub type DbError = diesel::result::Error;
pub type DbResult<T> = diesel::QueryResult<T>;

pub mod absences;
pub mod actions;
mod app_role;
pub mod approval_flows;
pub mod approval_steps;
pub mod approvals;
pub mod audit;
pub mod branding;
pub mod check;
pub mod client_responses;
pub mod comments;
pub mod connect;
pub mod data_folders;
pub mod deleted_submissions;
pub mod dump;
pub mod embedded;
pub mod error;
pub mod factors;
pub mod form_versions;
pub mod invitations;
pub mod jobs;
pub mod kept_forms;
pub mod legacy_media;
pub mod legacy_origins;
pub mod links;
pub mod list;
pub mod member_changes;
pub mod member_names;
pub mod memberships;
#[cfg(feature = "migration")]
pub mod migration;
pub mod migrations;
pub mod module_phases;
pub mod notifications;
pub mod one_time_links;
pub mod organisation_forms;
pub mod organisation_settings;
pub mod organisations;
pub mod overview;
pub mod pending_submissions;
pub mod people;
pub mod periodic_jobs;
pub mod personal_data;
pub mod pool;
pub mod preparation_lock;
mod prepared_sql;
pub mod principal;
pub mod privacy_requests;
pub mod public_links;
pub mod report_context;
pub mod report_versions;
pub mod row_level_security;
pub mod schema;
pub mod scope_notices;
pub mod seed;
pub mod senders;
pub mod server;
pub mod sessions;
pub mod setup_checklist;
pub mod shared_links;
pub mod sign_in_throttles;
pub mod stored_files;
pub mod submission_counts;
pub mod submission_revisions;
pub mod submission_scope;
pub mod submissions;
pub mod tokens;
pub mod types;
pub mod uploads;
pub mod users;
pub mod webhooks;
