//! Review of submissions after they were sent.
//!
//! - `approval`: how far the approval of a submission is, with its steps;
//! - `waiting`: the submissions that wait for a member;
//! - `decide`: approving, returning, rejecting; `close`: an administrator's end without a result; `reviewed`: what both
//!   have in common;
//! - `report_again`: makes the reports again in the transaction of what changed them;
//! - `signature`: the drawn signature of a reviewer; `usual`: the comment and the signature that a member has saved.

pub mod approval;
pub mod close;
pub mod decide;
pub mod report_again;
mod reviewed;
pub mod signature;
pub mod usual;
pub mod waiting;
