//! The types of XLSForm, and what to write instead of those that Injaaz does not have.

use super::messages::unknown;
use crate::domain::{message::Message, rules::value::Type};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowType {
    BeginGroup,
    EndGroup,
    BeginRepeat,
    EndRepeat,
    Question(QuestionType),
    /// Injaaz records it by itself.
    Metadata,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QuestionType {
    Text,
    Integer,
    Decimal,
    Range,
    Date,
    Time,
    SelectOne(String),
    SelectMultiple(String),
    Note,
    Geopoint,
    Barcode,
    Image,
    File,
    Acknowledge,
    Calculate,
    /// Its mistake was told; the other questions may name it.
    Broken,
}

const SUPPORTED: [&str; 19] = [
    "text",
    "integer",
    "decimal",
    "range",
    "date",
    "time",
    "select_one",
    "select_multiple",
    "note",
    "geopoint",
    "barcode",
    "image",
    "file",
    "acknowledge",
    "calculate",
    "begin_group",
    "end_group",
    "begin_repeat",
    "end_repeat",
];

const METADATA: [&str; 12] = [
    "start",
    "end",
    "today",
    "deviceid",
    "subscriberid",
    "simserial",
    "phonenumber",
    "username",
    "email",
    "audit",
    "start-geopoint",
    "background-geopoint",
];

/// Types that are not supported, each with the key of what to write instead.
const INSTEAD: [(&str, &str); 14] = [
    ("datetime", "spreadsheet-instead-of-datetime"),
    ("select_one_from_file", "spreadsheet-instead-of-select-one"),
    ("select_multiple_from_file", "spreadsheet-instead-of-select-multiple"),
    ("select_one_external", "spreadsheet-instead-of-select-one"),
    ("rank", "spreadsheet-instead-of-rank"),
    ("audio", "spreadsheet-instead-of-audio"),
    ("background-audio", "spreadsheet-instead-of-background-audio"),
    ("video", "spreadsheet-instead-of-video"),
    ("geotrace", "spreadsheet-instead-of-shape"),
    ("geoshape", "spreadsheet-instead-of-shape"),
    ("hidden", "spreadsheet-instead-of-hidden"),
    ("xml-external", "spreadsheet-instead-of-external"),
    ("csv-external", "spreadsheet-instead-of-external"),
    ("osm", "spreadsheet-instead-of-shape"),
];

/// Words that XLSForm accepts for the same type.
const ALIASES: [(&str, &str); 18] = [
    ("begin group", "begin_group"),
    ("end group", "end_group"),
    ("begin repeat", "begin_repeat"),
    ("end repeat", "end_repeat"),
    ("begin_loop", "begin_repeat"),
    ("end_loop", "end_repeat"),
    ("string", "text"),
    ("int", "integer"),
    ("photo", "image"),
    ("location", "geopoint"),
    ("gps", "geopoint"),
    ("trigger", "acknowledge"),
    ("select1", "select_one"),
    ("select one", "select_one"),
    ("select one from", "select_one"),
    ("select multiple", "select_multiple"),
    ("select all that apply", "select_multiple"),
    ("select all that apply from", "select_multiple"),
];

pub fn row_type(text: &str) -> Result<RowType, Message> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let lower = words.join(" ").to_ascii_lowercase();
    let alias = ALIASES.iter().filter(|(alias, _)| lower == *alias || lower.starts_with(&format!("{alias} ")));
    // The longest one: "select one from" before "select one".
    let (word, taken) = match alias.max_by_key(|(alias, _)| alias.len()) {
        Some((alias, word)) => (*word, alias.split(' ').count()),
        None => (lower.split(' ').next().unwrap_or_default(), 1),
    };
    let rest = words.get(taken..).unwrap_or_default();
    if METADATA.contains(&word) && rest.is_empty() {
        return Ok(RowType::Metadata);
    }
    if let Some((_, instead)) = INSTEAD.iter().find(|(known, _)| *known == word) {
        let instead = Message::new(instead);
        return Err(Message::new("spreadsheet-type-not-supported").with("type", word).with("instead", instead));
    }
    let question = match word {
        "select_one" | "select_multiple" => return select(word, rest),
        "begin_group" => return only(RowType::BeginGroup, word, rest),
        "end_group" => return only(RowType::EndGroup, word, rest),
        "begin_repeat" => return only(RowType::BeginRepeat, word, rest),
        "end_repeat" => return only(RowType::EndRepeat, word, rest),
        "text" => QuestionType::Text,
        "integer" => QuestionType::Integer,
        "decimal" => QuestionType::Decimal,
        "range" => QuestionType::Range,
        "date" => QuestionType::Date,
        "time" => QuestionType::Time,
        "note" => QuestionType::Note,
        "geopoint" => QuestionType::Geopoint,
        "barcode" => QuestionType::Barcode,
        "image" => QuestionType::Image,
        "file" => QuestionType::File,
        "acknowledge" => QuestionType::Acknowledge,
        "calculate" => QuestionType::Calculate,
        _ => return Err(unknown(Message::new("spreadsheet-noun-type"), text, SUPPORTED.into_iter())),
    };
    only(RowType::Question(question), word, rest)
}

fn only(found: RowType, word: &str, rest: &[&str]) -> Result<RowType, Message> {
    if rest.is_empty() {
        return Ok(found);
    }
    let words = format!("{:?}", rest.join(" "));
    Err(Message::new("spreadsheet-type-alone").with("type", word).with("words", words))
}

fn select(word: &str, rest: &[&str]) -> Result<RowType, Message> {
    let list = match rest {
        [list] => (*list).to_owned(),
        [] => return Err(Message::new("spreadsheet-list-missing").with("type", word)),
        [_, other] if other.eq_ignore_ascii_case("or_other") => return Err(Message::new("spreadsheet-or-other")),
        _ => return Err(Message::new("spreadsheet-list-with-spaces").with("type", word)),
    };
    Ok(RowType::Question(if word == "select_one" {
        QuestionType::SelectOne(list)
    } else {
        QuestionType::SelectMultiple(list)
    }))
}

impl QuestionType {
    /// The type of the answer in rules; none if a calculation decides it.
    pub fn answer(&self) -> Option<Type> {
        Some(match self {
            QuestionType::Text | QuestionType::Barcode | QuestionType::SelectOne(_) | QuestionType::Broken => {
                Type::Text
            }
            QuestionType::Integer | QuestionType::Decimal | QuestionType::Range => Type::Number,
            QuestionType::Date => Type::Date,
            QuestionType::Time => Type::Time,
            QuestionType::SelectMultiple(_) => Type::Many,
            QuestionType::Note => Type::Blank,
            QuestionType::Geopoint | QuestionType::Image | QuestionType::File => Type::Files,
            QuestionType::Acknowledge => Type::Bool,
            QuestionType::Calculate => return None,
        })
    }
}
