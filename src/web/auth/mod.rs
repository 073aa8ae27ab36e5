//! Authentication and authorization of requests.
//!
//! - `permissions`: what each address requires, one line for every route;
//! - `credentials`: what a request presents, a session cookie or an API token; `session` and `api_token` look the
//!   member up;
//! - `legacy_address`: which addresses are those of the legacy app; `legacy_client`: who may use them without an account;
//! - `authorize`: the guard that compares both, and the only place that does;
//! - `form_sender`: the same for a posted form, which is read also after the end of its session or in an outage;
//! - `member_changes`: forgets remembered members after requests that may have changed one;
//! - `csrf`: the token of forms; `cross_origin`: which hosts and origins are accepted, as an `authority` each.

pub mod api_token;
mod authority;
pub mod authorize;
pub mod credentials;
pub mod cross_origin;
pub mod csrf;
pub mod form_sender;
pub mod legacy_address;
mod legacy_client;
pub mod member_changes;
pub mod permissions;
pub mod session;
