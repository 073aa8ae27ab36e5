//! Lines about the definition of a form: the place, and what is wrong there.

use super::Texts;
use crate::domain::form_mistake::{DefinitionError, DefinitionErrors, SheetMessage};

impl Texts {
    /// "garden.toml:17: park: kind is missing".
    pub fn definition_error(self, error: &DefinitionError) -> String {
        let mut line = error.origin.clone();
        if error.line > 0 {
            line += &format!(":{}", error.line);
        }
        if !error.place.is_empty() {
            line += &format!(": {}", error.place);
        }
        format!("{line}: {}", self.message(&error.reason))
    }

    /// A line for each error.
    pub fn definition_errors(self, errors: &DefinitionErrors) -> String {
        errors.0.iter().map(|error| self.definition_error(error)).collect::<Vec<_>>().join("\n")
    }

    /// "survey, row 5, column F (relevant): the expression is empty".
    pub fn sheet_message(self, found: &SheetMessage) -> String {
        let message = self.message(&found.message);
        if found.sheet.is_empty() {
            return message;
        }
        let mut place = found.sheet.to_owned();
        if found.row > 0 {
            place += ", ";
            place += &self.with("spreadsheet-row", &[("row", found.row.to_string().into())]);
        }
        if !found.column.is_empty() {
            place += ", ";
            place += &self.with("spreadsheet-column", &[("column", found.column.as_str().into())]);
        }
        if !found.heading.is_empty() {
            place += &format!(" ({})", found.heading);
        }
        format!("{place}: {message}")
    }
}
