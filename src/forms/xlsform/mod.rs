//! Forms as spreadsheets in the XLSForm standard, which Kobo and ODK use: `survey`, `choices` and `settings` sheets.
//!
//! Input: the bytes of an `.xlsx` file. Output: the form as TOML and as a definition, or every mistake with its cell.
//! Back: a definition as the bytes of an `.xlsx` file. `docs/forms.md` has the table of what is supported.
//!
//! Invariants: nothing in a spreadsheet is ignored in silence (what changes nothing that is stored is a notice, all else a
//! mistake); a definition that is written and read again is the same, by further columns whose names begin with
//! `injaaz::`; memory and time are bounded whatever the file contains.
//!
//! - `read` is the way in: `package` and `book` make tables of the file, `headings` names their columns, `settings`,
//!   `survey`, `question` and `choices` write them as TOML, and the loader of TOML files checks that; `toml_text`
//!   remembers the cell of each line, so that its errors are told at the cell; `nesting` has the groups that are open;
//! - `write` is the way out, with `write_question`, `write_choices` and `write_settings` for the `cells` of the rows;
//! - `messages` are mistakes and notices.

mod book;
mod calculated;
mod cells;
mod choice_lists;
mod default_answers;
mod headings;
mod kinds;
pub mod messages;
mod nesting;
mod package;
mod question;
pub mod read;
mod rows;
mod section;
mod select;
mod settings;
mod survey;
mod survey_columns;
mod table;
#[cfg(test)]
mod tests;
pub(super) mod toml_text;
mod totals;
mod tree_lists;
pub mod write;
mod write_choices;
mod write_question;
mod write_settings;
