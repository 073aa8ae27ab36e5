//! Phases: which store a module trusts. A step forward needs open gates; a step back is always possible.
//!
//! - `overview`: the state of every module, with the types of `model`, and the differences between the stores;
//! - `gates`: the conditions of a step and their evidence; `folder_counts`: the files that exist;
//! - `plan_back`: what a step back would write;
//! - `forward`: steps forward; `steps`: the others, and the work around them that keeps every submission in the stores that need it.

mod folder_counts;
mod forward;
mod gates;
mod model;
mod overview;
mod plan_back;
mod steps;

pub use forward::{confirm_override, forward};
pub use model::{Change, Gate, GateName, ModulePhase, OverrideRequest, ShadowDifference};
pub use overview::{all, current, differences, history, settle_difference};
pub use plan_back::{BackPlan, plan_back};
pub use steps::{back_from, enter, enter_since, previous_phase};
