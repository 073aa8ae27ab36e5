//! The modules as data: one TOML file each, loaded and checked as a whole at the start.
//!
//! A new `.toml` file in this folder is a new module; no other change is needed. An operator adds modules, or replaces
//! a built-in one by a higher version of it, with files of the same format. `docs/forms.md` describes the format.
//!
//! - `definitions` are all current ones, of the installation or of an organisation; `load` combines all files; `parse`
//!   reads one; `identity` changes the name, version or title in its text;
//! - `field_rules` reads the rules of a question, `rules` checks all of them against the form;
//! - `reader`, `field` and `tree` turn TOML into the types of `domain::form`;
//! - `check` finds contradictions; `complaints` reports all errors at once;
//! - `edit` changes one part of a file and leaves the rest as it is;
//! - `xlsform` makes a form of a spreadsheet in the XLSForm standard, and back.

mod check;
mod check_kind;
mod choices;
mod complaints;
mod definitions;
pub mod edit;
mod field;
mod field_rules;
pub mod identity;
mod load;
mod parse;
mod presentation;
mod reader;
mod rules;
mod scale_kinds;
#[cfg(test)]
mod tests;
mod tree;
pub mod xlsform;

pub use definitions::{Forms, OwnForm, Source};
