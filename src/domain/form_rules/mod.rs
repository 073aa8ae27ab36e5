//! The rules of a whole form applied to answers: which questions apply, and what is calculated.
//!
//! - `schema` says which questions and types the expressions of a form may name;
//! - `order` is the order in which they are evaluated, and finds circles;
//! - `defaults` are the answers that an empty form offers;
//! - `values` turns answers into values; `compute` evaluates, once for each post;
//! - `item_count` says how many items `repeat_count` asks for;
//! - `shown` says which questions of a stored submission apply, for pages and reports.
//!
//! Invariant: a question that does not apply is worth a blank to all others, so that hidden answers have no effect.

pub mod compute;
pub mod defaults;
pub mod item_count;
pub mod order;
pub mod schema;
pub mod shown;
pub mod values;
