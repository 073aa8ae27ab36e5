//! `/api/v1`: what the pages do, for programs. JSON in and out, the same services behind it, the same rules.
//!
//! - one file for each first word of an address: `me`, `forms`, `submissions`, `reports`, `uploads`, `jobs`;
//! - `shapes` and `form_shape` are the answers, each a struct of its own, so that a change inside never changes them;
//! - `body` reads what is posted; `document` is the description, made from all of these by `utoipa`.
//!
//! A test holds the document against the routes that Rocket knows, and real answers against the document.

mod body;
pub mod document;
pub mod form_shape;
pub mod forms;
pub mod jobs;
pub mod me;
pub mod reports;
pub mod shapes;
pub mod submissions;
pub mod uploads;

use super::{context::RequestContext, error::Failed};
use crate::domain::problem::Problem;

/// How a handler of the API passes a problem on; the guard has seen to it that it is told in JSON.
fn failed(context: &RequestContext) -> impl Fn(Problem) -> Failed {
    |problem| Failed::new(problem, context)
}
