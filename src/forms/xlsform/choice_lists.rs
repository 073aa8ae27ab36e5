//! The lists of the sheet `choices`, and the choices of one question as TOML.

use super::{
    headings::KnownColumns,
    messages::{CellPlace, Messages, SheetName},
    rows::{Row, Texts, invisible},
    toml_text::{TomlText, key, quoted},
};
use crate::domain::message::Message;
use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet, HashSet},
};

pub const KNOWN: KnownColumns = KnownColumns {
    sheet: SheetName::Choices,
    plain: &["list_name", "name", EMPTY],
    translated: &["label"],
    aliases: &[("list", "list_name"), ("value", "name")],
    left_out: &[
        ("media", "spreadsheet-left-out-choice-media"),
        ("image", "spreadsheet-left-out-choice-picture"),
        ("audio", "spreadsheet-left-out-choice-sound"),
        ("video", "spreadsheet-left-out-choice-film"),
        ("big-image", "spreadsheet-left-out-choice-picture"),
        ("$", "spreadsheet-left-out-kobo"),
    ],
    has_further: true,
};

/// The keys that a choice has with an empty text, which an empty cell cannot say.
pub const EMPTY: &str = "injaaz::empty";

/// One list can be used by many questions, each of which has its own copy.
const MOST_CHOICES: usize = 20_000;

/// Upper limit for a form as TOML, in bytes.
const MOST_TOML: usize = 8 << 20;

#[derive(Debug)]
pub struct ListedChoice<'a> {
    pub name: &'a str,
    pub texts: Texts,
    pub place: CellPlace,
    /// Further columns, in the order of the sheet.
    further: Vec<(&'a str, Option<&'a str>, CellPlace)>,
    empty: BTreeSet<&'a str>,
}

impl<'a> ListedChoice<'a> {
    pub fn further(&self, column: &str) -> Option<&'a str> {
        self.further.iter().find(|(known, _, _)| *known == column).and_then(|(_, value, _)| *value)
    }
}

#[derive(Debug)]
pub struct ChoiceLists<'a> {
    lists: BTreeMap<&'a str, Vec<ListedChoice<'a>>>,
    used: RefCell<BTreeSet<String>>,
    used_columns: RefCell<BTreeSet<String>>,
    left: Cell<usize>,
}

pub fn lists<'a>(rows: &[Row<'a>], messages: &mut Messages) -> ChoiceLists<'a> {
    let mut lists: BTreeMap<&str, Vec<ListedChoice>> = BTreeMap::new();
    for row in rows {
        let (list, name) = (row.text("list_name"), row.text("name"));
        for (value, column) in [(list, "list_name"), (name, "name")] {
            match value {
                None => {
                    let message = Message::new("spreadsheet-value-missing").with("column", column);
                    messages.mistake(row.place(column), message);
                }
                Some((text, place)) => {
                    if let Some(c) = invisible(text) {
                        let code = format!("U+{:04X}", u32::from(c));
                        let message = Message::new("spreadsheet-invisible").with("column", column).with("code", code);
                        messages.mistake(place, message);
                    }
                }
            }
        }
        let texts = row.texts("label", messages);
        let (Some((list, _)), Some((name, place))) = (list, name) else { continue };
        let texts = texts.unwrap_or_else(|| {
            let message = Message::new("spreadsheet-choice-without-label").with("choice", format!("{name:?}"));
            messages.mistake(row.place("label"), message);
            Texts { en: name.to_owned(), ar: name.to_owned(), place }
        });
        let empty = row.text(EMPTY).map(|(keys, _)| keys.split_whitespace().collect()).unwrap_or_default();
        let further = row.further(&["list_name", "name", "label"]);
        lists.entry(list).or_default().push(ListedChoice { name, texts, place, further, empty });
    }
    ChoiceLists { lists, used: RefCell::default(), used_columns: RefCell::default(), left: Cell::new(MOST_CHOICES) }
}

impl<'a> ChoiceLists<'a> {
    pub fn get(&self, list: &str) -> Option<&[ListedChoice<'a>]> {
        self.used.borrow_mut().insert(list.to_owned());
        self.lists.get(list).map(Vec::as_slice)
    }

    pub fn names(&self) -> impl Iterator<Item = &'a str> + Clone {
        self.lists.keys().copied()
    }

    /// The columns are those of a tree, which no choice_filter has to name.
    pub fn use_column(&self, column: String) {
        self.used_columns.borrow_mut().insert(column);
    }

    /// Writes the key `choices` of a question. `filter` is its choice_filter.
    pub fn write(
        &self,
        list: &[ListedChoice],
        filter: Option<&str>,
        place: CellPlace,
        out: &mut TomlText,
        messages: &mut Messages,
    ) {
        let left = self.left.get().checked_sub(list.len()).filter(|_| out.text().len() < MOST_TOML);
        let Some(left) = left else {
            let message = Message::new("spreadsheet-too-many-choices").with("limit", MOST_CHOICES.to_string());
            messages.mistake(place, message);
            out.needed("choices", "[]", place);
            return;
        };
        self.left.set(left);
        let words = filter.map(filter_words).unwrap_or_default();
        out.raw("choices = [", place);
        let mut met = HashSet::new();
        for choice in list {
            if !met.insert(choice.name) {
                let name = format!("{:?}", choice.name);
                messages.mistake(choice.place, Message::new("spreadsheet-choice-twice").with("choice", name));
                continue;
            }
            let mut line = format!("    {{ value = {}", quoted(choice.name));
            if choice.texts.en != choice.name {
                line.push_str(&format!(", en = {}", quoted(&choice.texts.en)));
            }
            line.push_str(&format!(", ar = {}", quoted(&choice.texts.ar)));
            for (column, value, _) in choice.further.iter().filter(|(column, _, _)| words.contains(column)) {
                self.use_column((*column).to_owned());
                let value = value.or_else(|| choice.empty.contains(column).then_some(""));
                if let Some(value) = value {
                    line.push_str(&format!(", {} = {}", key(column), quoted(value)));
                }
            }
            out.raw(&format!("{line} }},"), choice.place);
        }
        out.raw("]", place);
    }

    /// What of the sheet no question uses.
    pub fn tell_unused(&self, messages: &mut Messages) {
        let (used, used_columns) = (self.used.borrow(), self.used_columns.borrow());
        for (name, choices) in self.lists.iter().filter(|(name, _)| !used.contains(**name)) {
            let place = choices.first().map_or(CellPlace::BOOK, |choice| choice.place);
            messages.notice(place, Message::new("spreadsheet-list-unused").with("list", *name));
        }
        let further = self.lists.values().flatten().flat_map(|choice| &choice.further);
        for (column, _, place) in
            further.filter(|(column, value, _)| value.is_some() && !used_columns.contains(*column))
        {
            let reason = Message::new("spreadsheet-left-out-no-filter");
            let message = Message::new("spreadsheet-left-out").with("heading", *column).with("reason", reason);
            messages.notice(CellPlace { row: 1, ..*place }, message);
        }
    }
}

/// The words of an expression that can be columns: no texts in quotes, no questions.
fn filter_words(source: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = source;
    while let Some(c) = rest.chars().next() {
        let end = match c {
            '\'' | '"' => rest.get(1..).and_then(|text| text.find(c)).map(|end| end + 2),
            '$' => rest.find('}').map(|end| end + 1),
            c if c.is_alphabetic() || c == '_' => {
                let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
                let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
                words.extend(rest.get(..end));
                Some(end)
            }
            c => Some(c.len_utf8()),
        };
        rest = end.and_then(|end| rest.get(end..)).unwrap_or_default();
    }
    words
}
