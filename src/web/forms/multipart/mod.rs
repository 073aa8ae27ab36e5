//! Multipart bodies of forms: bytes on one side, raw answers and durable files on the other.
//!
//! - `limits` has every number with its reason;
//! - `budget` and `parts` split a body within them; `buffered` reads a body that is kept as a whole;
//! - `collect` sorts the parts of a form into [`PostedForm`] (`posted`), `read` does so for a whole body;
//! - `action` parses the buttons, `signature` the drawn signatures.

mod action;
mod budget;
pub mod buffered;
mod collect;
pub mod limits;
pub mod parts;
mod posted;
mod read;
pub mod signature;
#[cfg(test)]
mod tests;

pub use action::Action;
pub use collect::{HELD, too_many};
pub use posted::PostedForm;
