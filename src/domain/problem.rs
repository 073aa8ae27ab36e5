//! What can go wrong: a code with arguments for the person, and the cause for the log.
//!
//! `i18n::problem` has the sentences and `web::error` the HTTP status of each variant; both match exhaustively. There is
//! no `Display`, so that an internal cause cannot end up on a page by accident. A variant is added only if some caller
//! must tell it apart.

mod code;
mod conflict;
mod model;
mod resource;

pub use code::{ProblemCode, StoredProblem};
pub use conflict::Conflict;
pub use model::{Malformed, Problem, TooLarge, Unsupported};
pub use resource::Resource;
