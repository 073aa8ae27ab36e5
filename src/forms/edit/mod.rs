//! Changes one part of a form file: a question, a section, or what concerns the whole form. The rest of the text stays as
//! it is, with its comments and its layout.
//!
//! Input: TOML that is a correct form, and what was entered into the inputs of a page, each by its name. Output: the text
//! with the change, which the loader (`super::parse`) then checks as any other.
//!
//! - `editor`: opening a text, and what stands where; `question`, `section`, `heading`: one part each, as inputs;
//! - `document`: the tables of the text;
//! - `controls`: which input is which key of the file, and for which kinds of questions; `values`: between the two;
//! - `choices`: choices as lines of a text; `order`: moving and removing; `references`: names in rules.
//!
//! Invariant: writing back what was read changes nothing, not even the layout.

mod choices;
pub mod controls;
mod document;
pub mod editor;
mod heading;
mod order;
mod question;
mod references;
mod section;
#[cfg(test)]
mod tests;
pub mod values;
