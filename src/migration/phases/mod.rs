//! Phases: which store a module trusts. A step forward needs open gates; a step back is always possible.
//!
//! - `overview`: the state of every module, with the types of `model`, and the differences between the stores;
//! - `gates`: the conditions of a step and their evidence;
//! - `steps`: the steps, and the work around them that keeps every submission in the stores that need it.

mod gates;
mod model;
mod overview;
mod steps;

pub use model::{Change, Gate, GateName, ModulePhase, ShadowDifference};
pub use overview::{all, current, differences, history, settle_difference};
pub use steps::{back, back_from, enter, enter_since, forward};
