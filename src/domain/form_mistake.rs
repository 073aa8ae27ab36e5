//! What is wrong with the definition of a form, or different in a spreadsheet, each with its place.
//!
//! `forms` finds them; `i18n` turns them into lines. Reasons are one sentence without a full stop.

use super::message::Message;

/// One error in a definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DefinitionError {
    /// The name of the file.
    pub origin: String,
    /// From 1; 0 if the error concerns the whole file.
    pub line: usize,
    /// "items.quantity", "section visit", "tree equipment"; empty for the form itself.
    pub place: String,
    /// The key of that place which it is about; empty for the place as a whole.
    pub key: String,
    pub reason: Message,
}

/// All errors, ordered by file and line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DefinitionErrors(pub Vec<DefinitionError>);

/// A mistake in a spreadsheet, or a notice about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetMessage {
    /// Empty if it concerns the whole file.
    pub sheet: &'static str,
    /// From 1; 0 if it concerns the whole sheet.
    pub row: u32,
    /// "F"; empty if it concerns the whole row.
    pub column: String,
    /// The heading of the column, such as "relevant".
    pub heading: String,
    pub message: Message,
}
