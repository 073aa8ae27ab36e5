//! The columns of a sheet, by their headings in any order.

use super::{
    messages::{CellPlace, Messages, SheetName, unknown},
    table::Table,
};
use crate::domain::{lang::Lang, message::Message};

/// The prefix of the columns that only Injaaz has.
pub const OWN: &str = "injaaz::";

/// What the columns of one sheet may be.
pub struct KnownColumns {
    pub sheet: SheetName,
    pub plain: &'static [&'static str],
    /// With a language: `label::Arabic (ar)`, or without one.
    pub translated: &'static [&'static str],
    /// Other words for a column.
    pub aliases: &'static [(&'static str, &'static str)],
    /// Columns without an effect on what is asked and stored, each with the key of the reason.
    pub left_out: &'static [(&'static str, &'static str)],
    /// Any other column is a key of the choices.
    pub has_further: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    pub key: String,
    pub lang: Option<Lang>,
    pub index: u32,
}

#[derive(Debug)]
pub struct Columns {
    pub sheet: SheetName,
    pub columns: Vec<Column>,
    /// The language of texts in a column without one, if the form states it.
    pub plain_lang: Option<Lang>,
}

impl Columns {
    pub fn find(&self, key: &str, lang: Option<Lang>) -> Option<u32> {
        self.columns.iter().find(|column| column.key == key && column.lang == lang).map(|column| column.index)
    }
}

pub fn columns(table: &Table, known: &KnownColumns, plain_lang: Option<Lang>, messages: &mut Messages) -> Columns {
    let mut columns: Vec<Column> = Vec::new();
    for (index, heading) in &table.headings {
        let place = CellPlace { sheet: known.sheet, row: 1, column: Some(*index) };
        // A column without a value says nothing.
        let has_values = table.rows.iter().any(|row| row.cells.contains_key(index));
        let Some((key, lang)) = column(heading, known, has_values, place, messages) else { continue };
        if columns.iter().any(|column| column.key == key && column.lang == lang) {
            messages.mistake(place, Message::new("spreadsheet-column-twice").with("heading", heading));
            continue;
        }
        columns.push(Column { key, lang, index: *index });
    }
    without_heading(table, known.sheet, messages);
    Columns { sheet: known.sheet, columns, plain_lang }
}

fn column(
    heading: &str,
    known: &KnownColumns,
    has_values: bool,
    place: CellPlace,
    messages: &mut Messages,
) -> Option<(String, Option<Lang>)> {
    let lower = heading.to_lowercase();
    let (prefix, rest) = match lower.strip_prefix(OWN) {
        Some(rest) => (OWN, rest),
        None => ("", lower.as_str()),
    };
    let (base, language) = match rest.split_once("::") {
        Some((base, language)) => (base, Some(language)),
        None => (rest, None),
    };
    let word = format!("{prefix}{}", base.trim().replace(' ', "_"));
    let key = known.aliases.iter().find(|(alias, _)| *alias == word).map_or(word, |(_, key)| (*key).to_owned());
    if known.translated.contains(&key.as_str()) {
        let Some(language) = language else { return Some((key, None)) };
        let found = lang(language);
        if found.is_none() && has_values {
            messages.notice(place, left_out(heading, Message::new("spreadsheet-left-out-other-language")));
        }
        return found.map(|lang| (key, Some(lang)));
    }
    if language.is_none() && known.plain.contains(&key.as_str()) {
        return Some((key, None));
    }
    if !has_values && !known.has_further {
        return None;
    }
    let no_effect = known.left_out.iter().find(|(start, _)| is_left_out(start, &lower, &key));
    if let Some((_, reason)) = no_effect {
        messages.notice(place, left_out(heading, Message::new(reason)));
    } else if known.has_further && language.is_none() && prefix.is_empty() {
        return Some((heading.to_owned(), None));
    } else {
        let all = known.plain.iter().chain(known.translated).copied();
        let all = all.filter(|key| !key.starts_with(OWN) || !prefix.is_empty());
        let reason = unknown(Message::new("spreadsheet-noun-column"), heading, all);
        messages.mistake(place, Message::new("spreadsheet-unknown-column").with("reason", reason));
    }
    None
}

fn left_out(heading: &str, reason: Message) -> Message {
    Message::new("spreadsheet-left-out").with("heading", heading).with("reason", reason)
}

/// A word that ends with a sign is the beginning of many headings.
fn is_left_out(start: &str, heading: &str, key: &str) -> bool {
    let is_beginning = start.ends_with(|c: char| !c.is_alphanumeric());
    key == start || heading.split("::").next() == Some(start) || (is_beginning && heading.starts_with(start))
}

/// A value below no heading would be lost.
fn without_heading(table: &Table, sheet: SheetName, messages: &mut Messages) {
    let mut met = Vec::new();
    for row in &table.rows {
        for column in row.cells.keys().filter(|column| !table.headings.contains_key(column)) {
            if !met.contains(column) {
                met.push(*column);
                let place = CellPlace { sheet, row: row.number, column: Some(*column) };
                messages.mistake(place, Message::new("spreadsheet-column-without-heading"));
            }
        }
    }
}

/// `English (en)`, `en`, `Arabic (ar)`.
pub fn lang(text: &str) -> Option<Lang> {
    let lower = text.trim().to_lowercase();
    let code = match lower.rsplit_once('(') {
        Some((_, code)) => code.trim_end_matches(')').trim(),
        None => lower.as_str(),
    };
    match code.split('-').next().unwrap_or_default() {
        "en" | "english" | "eng" => Some(Lang::EN),
        "ar" | "arabic" | "ara" => Some(Lang::AR),
        _ => None,
    }
}

/// How a heading names a language.
pub fn language(lang: Lang) -> &'static str {
    if lang == Lang::AR { "Arabic (ar)" } else { "English (en)" }
}
