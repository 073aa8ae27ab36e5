//! One row of a sheet: its values by the key of their column, and which of them were read.

use super::{
    headings::{Columns, OWN, language},
    messages::{CellPlace, Messages},
    table::TableRow,
};
use crate::domain::{lang::Lang, message::Message};
use std::{cell::RefCell, collections::BTreeSet};

#[derive(Debug)]
pub struct Row<'a> {
    columns: &'a Columns,
    row: &'a TableRow,
    read: RefCell<BTreeSet<u32>>,
}

/// A text in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Texts {
    pub en: String,
    pub ar: String,
    pub place: CellPlace,
}

impl<'a> Row<'a> {
    pub fn new(columns: &'a Columns, row: &'a TableRow) -> Row<'a> {
        Row { columns, row, read: RefCell::default() }
    }

    /// The row as a whole.
    pub fn here(&self) -> CellPlace {
        CellPlace { sheet: self.columns.sheet, row: self.row.number, column: None }
    }

    fn cell(&self, column: u32) -> CellPlace {
        CellPlace { column: Some(column), ..self.here() }
    }

    /// The cell of a column, also if it is empty.
    pub fn place(&self, key: &str) -> CellPlace {
        let column = self.columns.columns.iter().find(|column| column.key == key);
        column.map_or_else(|| self.here(), |column| self.cell(column.index))
    }

    fn value(&self, key: &str, lang: Option<Lang>) -> Option<(&'a str, CellPlace)> {
        let column = self.columns.find(key, lang)?;
        self.read.borrow_mut().insert(column);
        let text = self.row.cells.get(&column)?;
        Some((text.as_str(), self.cell(column)))
    }

    pub fn text(&self, key: &str) -> Option<(&'a str, CellPlace)> {
        self.value(key, None)
    }

    pub fn has(&self, key: &str) -> bool {
        self.columns.find(key, None).is_some_and(|column| self.row.cells.contains_key(&column))
    }

    /// Yes or no; none if the cell is empty or says neither.
    pub fn flag(&self, key: &str, messages: &mut Messages) -> Option<bool> {
        let (text, place) = self.text(key)?;
        let flag = flag(text);
        if flag.is_none() {
            messages.mistake(place, Message::new("spreadsheet-not-yes-or-no").with("text", format!("{text:?}")));
        }
        flag
    }

    /// A text in both languages. A column without a language is for the languages that have none of their own.
    pub fn texts(&self, key: &str, messages: &mut Messages) -> Option<Texts> {
        let found = [Some(Lang::EN), Some(Lang::AR), None].map(|lang| self.value(key, lang));
        let [en, ar, plain] = found;
        let (_, place) = en.or(ar).or(plain)?;
        let any = plain.or(en).or(ar).map(|(text, _)| text).unwrap_or_default();
        let mut text_in = |lang: Lang, own: Option<(&str, CellPlace)>| -> String {
            if let Some((text, _)) = own {
                return text.to_owned();
            }
            let column = self.columns.find(key, Some(lang));
            match (column, plain) {
                (None, _) => {
                    if self.columns.plain_lang != Some(lang) || plain.is_none() {
                        let column = format!("{key}::{}", language(lang));
                        let message = Message::new("spreadsheet-no-language-column").with("column", column);
                        messages.notice(CellPlace { row: 1, ..place }, message);
                    }
                    any.to_owned()
                }
                (Some(_), Some((text, _))) if self.columns.plain_lang == Some(lang) => text.to_owned(),
                (Some(column), _) => {
                    let message = Message::new("spreadsheet-text-missing").with("language", language(lang));
                    messages.mistake(self.cell(column), message);
                    any.to_owned()
                }
            }
        };
        let texts = Texts { en: text_in(Lang::EN, en), ar: text_in(Lang::AR, ar), place };
        for (text, place) in found.into_iter().flatten() {
            if text.contains("${") {
                messages.mistake(place, Message::new("spreadsheet-answer-in-text"));
            } else if has_markup(text) {
                messages.notice(place, Message::new("spreadsheet-markup"));
            }
        }
        Some(texts)
    }

    /// Values that nothing has read, with the heading keys of their columns.
    pub fn unread(&self) -> Vec<(&'a str, CellPlace)> {
        let read = self.read.borrow();
        let known = self.columns.columns.iter();
        let left = known.filter(|column| !read.contains(&column.index) && self.row.cells.contains_key(&column.index));
        left.map(|column| (column.key.as_str(), self.cell(column.index))).collect()
    }

    /// The values of further columns, and whether each is there.
    pub fn further(&self, known: &[&str]) -> Vec<(&'a str, Option<&'a str>, CellPlace)> {
        let is_further = |key: &str| !key.starts_with(OWN) && !known.contains(&key);
        let further = self.columns.columns.iter().filter(|column| column.lang.is_none() && is_further(&column.key));
        let value = |index: &u32| self.row.cells.get(index).map(String::as_str);
        further.map(|column| (column.key.as_str(), value(&column.index), self.cell(column.index))).collect()
    }
}

/// As XLSForm writes yes and no.
pub fn flag(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "yes" | "true" | "true()" | "1" => Some(true),
        "no" | "false" | "false()" | "0" => Some(false),
        _ => None,
    }
}

fn has_markup(text: &str) -> bool {
    let is_tag = |rest: &str| rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/') && rest.contains('>');
    text.split('<').skip(1).any(is_tag) || text.matches("**").count() > 1
}

/// Characters that cannot be seen and would make two names that look the same differ.
pub fn invisible(text: &str) -> Option<char> {
    text.chars().find(|c| {
        matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    })
}
