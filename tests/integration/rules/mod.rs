//! Cases for the two evaluators of the rule language, the server's and the browser's.

pub mod cases;
mod random;
