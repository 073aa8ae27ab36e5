//! `/password-reset`: requesting a link, and choosing a new password with it.

mod choose;
mod request;
