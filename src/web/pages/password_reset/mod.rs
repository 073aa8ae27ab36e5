//! `/password-reset`: requesting a link for a new password, and choosing the password with it.

pub mod choose;
pub mod request;
