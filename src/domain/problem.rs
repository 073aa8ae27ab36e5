//! Errors of use cases: a code with arguments for the user, and the cause for the log.
//!
//! `i18n::problem` has the sentences, `web::error` the HTTP status of each variant; both match exhaustively. There is
//! no `Display`, so that an internal cause cannot appear on a page by accident. A variant exists only if a caller has
//! to distinguish it.

mod code;
mod conflict;
mod model;
mod resource;

pub use code::{ProblemCode, StoredProblem};
pub use conflict::Conflict;
pub use model::{Malformed, Problem, TooLarge, Unsupported};
pub use resource::Resource;
