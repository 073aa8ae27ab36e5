//! Authentication and authorization of requests.
//!
//! - `permissions`: what each address requires, one line for every route;
//! - `credentials`: what a request presents, a session cookie or an API token; `session` and `api_token` look the
//!   member up;
//! - `authorize`: the guard that compares both, and the only place that does;
//! - `csrf`: the token of forms; `cross_origin`: which hosts and origins are accepted.

pub mod api_token;
pub mod authorize;
pub mod credentials;
pub mod cross_origin;
pub mod csrf;
pub mod permissions;
pub mod session;
