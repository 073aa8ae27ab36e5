//! `/reports/<token>`: a report behind a signed link, and the response of its client.

pub mod cover;
pub mod response;
mod response_view;
pub mod show;
