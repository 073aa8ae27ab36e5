//! `/review`: what waits for the member's decision, and the decisions.

pub mod decide;
pub mod list;
