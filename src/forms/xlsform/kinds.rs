//! The types of XLSForm, and what to write instead of those that Injaaz does not have.

use super::messages::unknown;
use crate::domain::rules::value::Type;

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

const INSTEAD: [(&str, &str); 14] = [
    ("datetime", "write two questions, one of the type date and one of the type time"),
    ("select_one_from_file", "write the choices into the sheet choices, and select_one with the name of their list"),
    (
        "select_multiple_from_file",
        "write the choices into the sheet choices, and select_multiple with the name of their list",
    ),
    ("select_one_external", "write the choices into the sheet choices, and select_one with the name of their list"),
    ("rank", "write select_multiple, or one select_one for each place"),
    ("audio", "write a text question for what is said"),
    ("background-audio", "delete the row"),
    ("video", "write image for photos"),
    ("geotrace", "write geopoint for one position"),
    ("geoshape", "write geopoint for one position"),
    ("hidden", "write calculate with the value in the column calculation"),
    ("xml-external", "write the choices into the sheet choices"),
    ("csv-external", "write the choices into the sheet choices"),
    ("osm", "write geopoint for one position"),
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

pub fn row_type(text: &str) -> Result<RowType, String> {
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
        return Err(format!("the type {word} is not supported; {instead}"));
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
        _ => return Err(unknown("type", text, SUPPORTED.into_iter())),
    };
    only(RowType::Question(question), word, rest)
}

fn only(found: RowType, word: &str, rest: &[&str]) -> Result<RowType, String> {
    if rest.is_empty() { Ok(found) } else { Err(format!("write only {word} here, not {:?} behind it", rest.join(" "))) }
}

fn select(word: &str, rest: &[&str]) -> Result<RowType, String> {
    let list = match rest {
        [list] => (*list).to_owned(),
        [] => return Err(format!("write the name of a list of the sheet choices behind {word}")),
        [_, other] if other.eq_ignore_ascii_case("or_other") => {
            let reason = "or_other is not supported; write a choice Other, and a text question with a relevant such as ${this} = 'other'";
            return Err(reason.into());
        }
        _ => return Err(format!("write one name of a list behind {word}; a name has no spaces")),
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
