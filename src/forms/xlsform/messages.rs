//! What is said about a spreadsheet, each with the cell that it is about.

use super::table::column_letters;
use crate::{
    domain::{form_mistake::SheetMessage, message::Message},
    forms::reader,
};

/// A file with more mistakes is probably not a form at all.
const MOST_MESSAGES: usize = 300;

/// Words for which near ones are looked for; the time for it grows with both.
const MOST_WORDS: usize = 100;
const LONGEST_WORD: usize = 60;

/// "type "txt" is unknown; did you mean "text"?" `what` is a noun.
pub fn unknown<'k>(what: Message, word: &str, known: impl Iterator<Item = &'k str> + Clone) -> Message {
    let known = known.filter(|known| known.len() <= LONGEST_WORD);
    if word.len() <= LONGEST_WORD && known.clone().count() <= MOST_WORDS {
        return reader::unknown(what, word, known);
    }
    let begin: String = word.chars().take(LONGEST_WORD).collect();
    Message::new("spreadsheet-unknown").with("what", what).with("word", format!("{begin:?}"))
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

/// All mistakes of one file, and the notices beside them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistakes {
    pub mistakes: Vec<SheetMessage>,
    pub notices: Vec<SheetMessage>,
}

/// Collects the messages while a file is read.
#[derive(Debug, Default)]
pub struct Messages {
    mistakes: Vec<(CellPlace, Message)>,
    notices: Vec<(CellPlace, Message)>,
}

impl Messages {
    pub fn mistake(&mut self, place: CellPlace, message: impl Into<Message>) {
        self.mistakes.push((place, message.into()));
    }

    /// What is different here, and does not keep the form from being used. The same sentence is said once.
    pub fn notice(&mut self, place: CellPlace, message: impl Into<Message>) {
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
        let list = |mut found: Vec<(CellPlace, Message)>| {
            // In the order of the file; several about one cell in the order in which they were found.
            found.sort_by_key(|(place, _)| *place);
            let mut found = once_each(found);
            let more = found.len().saturating_sub(MOST_MESSAGES);
            found.truncate(MOST_MESSAGES);
            let mut all: Vec<SheetMessage> =
                found.into_iter().map(|(place, message)| message_at(place, message, &heading)).collect();
            if more > 0 {
                let message = Message::new("spreadsheet-more").with("count", more);
                all.push(message_at(CellPlace::BOOK, message, &heading));
            }
            all
        };
        Mistakes { mistakes: list(self.mistakes), notices: list(self.notices) }
    }
}

/// The same without what was said about the same cell before. `sorted` is ordered by place.
///
/// Of those that are too many to be listed, each is compared only with the one before: a cell can have a million.
fn once_each(sorted: Vec<(CellPlace, Message)>) -> Vec<(CellPlace, Message)> {
    let mut kept: Vec<(CellPlace, Message)> = Vec::new();
    for (place, message) in sorted {
        let compared = if kept.len() < MOST_MESSAGES { MOST_MESSAGES } else { 1 };
        let mut of_cell = kept.iter().rev().take(compared).take_while(|(known, _)| *known == place);
        if !of_cell.any(|(_, said)| *said == message) {
            kept.push((place, message));
        }
    }
    kept
}

fn message_at(place: CellPlace, message: Message, heading: impl Fn(SheetName, u32) -> String) -> SheetMessage {
    SheetMessage {
        sheet: place.sheet.as_str(),
        row: place.row,
        column: place.column.map(column_letters).unwrap_or_default(),
        heading: place.column.map(|column| heading(place.sheet, column)).unwrap_or_default(),
        message,
    }
}
