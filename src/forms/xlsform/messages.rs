//! What is said about a spreadsheet, each with the cell that it is about.

use super::table::column_letters;
use crate::forms::reader;
use serde::Serialize;
use std::fmt;

/// A file with more mistakes is probably not a form at all.
const MOST_MESSAGES: usize = 300;

/// Words for which near ones are looked for; the time for it grows with both.
const MOST_WORDS: usize = 100;
const LONGEST_WORD: usize = 60;

/// "type "txt" is unknown; did you mean "text"?"
pub fn unknown<'k>(what: &str, word: &str, known: impl Iterator<Item = &'k str> + Clone) -> String {
    let known = known.filter(|known| known.len() <= LONGEST_WORD);
    if word.len() <= LONGEST_WORD && known.clone().count() <= MOST_WORDS {
        return reader::unknown(what, word, known);
    }
    let begin: String = word.chars().take(LONGEST_WORD).collect();
    format!("{what} {begin:?} is unknown")
}

/// The sheets that are read, in the order in which their messages are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SheetName {
    /// The file as a whole.
    Book,
    Settings,
    Survey,
    Choices,
    Totals,
}

impl SheetName {
    pub fn as_str(self) -> &'static str {
        match self {
            SheetName::Book => "",
            SheetName::Settings => "settings",
            SheetName::Survey => "survey",
            SheetName::Choices => "choices",
            SheetName::Totals => "injaaz_totals",
        }
    }
}

/// A cell, a row or a whole sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellPlace {
    pub sheet: SheetName,
    /// From 1; 0 for the whole sheet.
    pub row: u32,
    /// From 0.
    pub column: Option<u32>,
}

impl CellPlace {
    pub const BOOK: CellPlace = CellPlace::sheet(SheetName::Book);

    pub const fn sheet(sheet: SheetName) -> CellPlace {
        CellPlace { sheet, row: 0, column: None }
    }
}

/// A mistake or a notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SheetMessage {
    /// Empty if it concerns the whole file.
    pub sheet: &'static str,
    /// From 1; 0 if it concerns the whole sheet.
    pub row: u32,
    /// "F"; empty if it concerns the whole row.
    pub column: String,
    /// The heading of the column, such as "relevant".
    pub heading: String,
    /// One sentence without a full stop.
    pub message: String,
}

impl fmt::Display for SheetMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.sheet.is_empty() {
            f.write_str(self.sheet)?;
            if self.row > 0 {
                write!(f, ", row {}", self.row)?;
            }
            if !self.column.is_empty() {
                write!(f, ", column {}", self.column)?;
            }
            if !self.heading.is_empty() {
                write!(f, " ({})", self.heading)?;
            }
            f.write_str(": ")?;
        }
        f.write_str(&self.message)
    }
}

/// All mistakes of one file, and the notices beside them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistakes {
    pub mistakes: Vec<SheetMessage>,
    pub notices: Vec<SheetMessage>,
}

impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.mistakes.iter().map(SheetMessage::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}

impl std::error::Error for Mistakes {}

/// Collects the messages while a file is read.
#[derive(Debug, Default)]
pub struct Messages {
    mistakes: Vec<(CellPlace, String)>,
    notices: Vec<(CellPlace, String)>,
}

impl Messages {
    pub fn mistake(&mut self, place: CellPlace, message: impl Into<String>) {
        self.mistakes.push((place, message.into()));
    }

    /// What is different here, and does not keep the form from being used. The same sentence is said once.
    pub fn notice(&mut self, place: CellPlace, message: impl Into<String>) {
        let message = message.into();
        if self.notices.len() <= MOST_MESSAGES && self.notices.iter().all(|(_, said)| *said != message) {
            self.notices.push((place, message));
        }
    }

    pub fn has_mistakes(&self) -> bool {
        !self.mistakes.is_empty()
    }

    /// Whether something is wrong with this cell already.
    pub fn has_mistake_at(&self, place: CellPlace) -> bool {
        self.mistakes.iter().any(|(known, _)| *known == place)
    }

    /// Mistakes and notices in the order of the file. `heading` gives the heading of a column.
    pub fn finish(self, heading: impl Fn(SheetName, u32) -> String) -> Mistakes {
        let list = |mut found: Vec<(CellPlace, String)>| {
            found.sort();
            found.dedup();
            let more = found.len().saturating_sub(MOST_MESSAGES);
            found.truncate(MOST_MESSAGES);
            let mut all: Vec<SheetMessage> =
                found.into_iter().map(|(place, message)| message_at(place, message, &heading)).collect();
            if more > 0 {
                let message = format!("{more} more are not listed");
                all.push(message_at(CellPlace::BOOK, message, &heading));
            }
            all
        };
        Mistakes { mistakes: list(self.mistakes), notices: list(self.notices) }
    }
}

fn message_at(place: CellPlace, message: String, heading: impl Fn(SheetName, u32) -> String) -> SheetMessage {
    SheetMessage {
        sheet: place.sheet.as_str(),
        row: place.row,
        column: place.column.map(column_letters).unwrap_or_default(),
        heading: place.column.map(|column| heading(place.sheet, column)).unwrap_or_default(),
        message,
    }
}
