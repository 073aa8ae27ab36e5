//! Actions: what has to be done about a finding, by whom and until when, with the proof that it was done.
//!
//! - `model`: an action with its entries; `check`: what was typed;
//! - `subject`: what a new action is about; `make` saves one;
//! - `show`: one action, and those of a submission; `list`: the list, the board and the export;
//! - `work`: comments and steps; `after_photo`: whether the form requires a photo of the finished work; `change`: another owner, day or severity; `entry`: what each of them adds;
//! - `recurrence`: which actions are about a finding that recurs;
//! - `reports`: each change makes the reports of the submission again.
//!
//! Invariants: every change is one transaction with its entry and its audit row; a step that two people take at once is
//! taken once; the member who finished an action does not verify it. Addresses decide who may create,
//! work and decide (`web::auth::permissions`); what is visible is decided here, by the scope of the member.

mod after_photo;
mod change;
mod check;
mod entry;
pub mod list;
mod make;
mod model;
pub(crate) mod recurrence;
mod reports;
mod show;
mod subject;
mod work;

pub use crate::store::actions::PossibleOwner;
pub use change::change;
pub use check::ActionInput;
pub use make::{make, possible_owners};
pub use model::{ActionDetails, ActionEntry, ActionFieldChange, ActionNote, ListedAction};
pub use show::{of_submission, open_photo, open_proof, show};
pub use subject::{ActionSubject, ActionTarget, subject};
pub use work::{comment, take_step};
