//! Notifications of members, in the application and by e-mail.
//!
//! - `tell`: new ones, in the transaction of their cause; `first_stage`: those of the reviewers of a new submission, by a
//!   job that is saved with it; `due`: those about the days of actions;
//! - `stages`: those about stages that have lost their reviewers;
//! - `list`: the list of a member, and what was read; `preferences`: what a member gets by e-mail, and when;
//! - `at_once` and `digest`: e-mails of what has not been sent; `old`: deletes what is old.
//!
//! Invariants: a notification, or the job that adds it, exists if and only if its cause was committed, once for each person
//! and event. Its row is the outbox of its e-mail: one transaction marks it as sent and adds the job that delivers the
//! e-mail, which tries again until the mail server accepts it. What was read before is not sent.

pub mod at_once;
pub mod digest;
pub mod due;
mod email;
mod first_stage;
pub mod list;
pub mod old;
pub mod preferences;
pub mod stages;
pub(super) mod tell;

pub use first_stage::notify_reviewers;
