//! Which store a module trusts; a step forward passes its gates, a step back is always open.
//!
//! - `overview`: how every module stands, `model`, and what the comparison of stores found;
//! - `gates`: what has to be true before a step, each with what was found;
//! - `steps`: the steps themselves, and what must be done around them so that no submission falls between two stores.

mod gates;
mod model;
mod overview;
mod steps;

pub use model::{Change, Gate, GateName, ModulePhase, ShadowDifference};
pub use overview::{all, current, differences, history, settle_difference};
pub use steps::{back, back_from, enter, enter_since, forward};
