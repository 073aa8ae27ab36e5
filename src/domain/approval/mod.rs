//! Approval of submissions: who decides in which order, and what each decision leads to.
//!
//! - `flow`: stages and groups of reviewers, as an organisation sets them up for a form;
//! - `template`: the flows that an administrator can start from;
//! - `progress`: the state machine of one submission;
//! - `absence`: absences of members, and their delegates;
//! - `right`: by which right a member decides;
//! - `step`: what was decided, and the marks on single questions;
//! - `correction`: who may correct a submission;
//! - `difference`: what a correction changed.

pub mod absence;
pub mod correction;
pub mod difference;
pub mod flow;
pub mod progress;
pub mod right;
pub mod step;
pub mod template;
#[cfg(test)]
mod tests;
