//! Reads one field: its name, its labels and all that its kind allows.

use super::{
    check_kind::{OnFail, check, demanded},
    choices::{choice, select_multiple},
    field_rules::field_rules,
    reader::{Reader, min_above_max, unknown},
    scale_kinds::{range, time},
};
use crate::domain::{
    field_rules::FieldRules,
    form::{Field, FieldKind, TextInput},
    message::Message,
};

/// Upper limit for text answers in characters; a longer one would not fit into a form part.
const MAX_TEXT: i64 = 10_000;
const DEFAULT_TEXT: i64 = 200;
const DEFAULT_LONG_TEXT: i64 = 5_000;
const MAX_PHOTOS: i64 = 100;

pub(super) const KINDS: [&str; 19] = [
    "text",
    "long_text",
    "number",
    "integer",
    "range",
    "date",
    "time",
    "choice",
    "select_multiple",
    "cascade",
    "checkbox",
    "acknowledge",
    "check",
    "photos",
    "signature",
    "file",
    "geopoint",
    "barcode",
    "note",
];

/// `group` is the name of the repeating group that contains the field, or empty.
/// With the questions that a failed check demands behind it.
pub(super) fn fields(reader: Reader, group: &str) -> Vec<Field> {
    let mut on_fail = OnFail::default();
    let Some(field) = field(reader, group, &mut on_fail) else { return Vec::new() };
    let demanded = demanded(&field, on_fail);
    [vec![field], demanded].concat()
}

fn field(mut reader: Reader, group: &str, on_fail: &mut OnFail) -> Option<Field> {
    let name = reader.text("name");
    if let Some(name) = name {
        reader.call(if group.is_empty() { name.to_owned() } else { format!("{group}.{name}") });
    }
    let (label, hint) = (reader.label("label"), reader.optional_label("hint"));
    let word = reader.text("kind")?;
    if !KINDS.contains(&word) {
        // The keys of an unknown kind are unknown too, so none of them is reported.
        reader.complain_at("kind", unknown(Message::new("definition-noun-kind"), word, KINDS.into_iter()));
        return None;
    }
    let mut columns = Vec::new();
    let (mut of_check, mut scale) = (None, None);
    let kind = match word {
        "check" => {
            let (kind, rules, demands) = check(&mut reader);
            *on_fail = demands;
            of_check = Some(rules);
            Some(kind)
        }
        "range" => {
            let (kind, rules) = range(&mut reader);
            scale = rules;
            Some(kind)
        }
        _ => kind(&mut reader, word, &mut columns),
    };
    let (required, rules) = field_rules(&mut reader, kind.as_ref(), columns);
    let rules = FieldRules { check: of_check, scale, ..rules };
    // To acknowledge is to tick the box.
    let required = required || word == "acknowledge";
    reader.finish();
    Some(Field { name: name?.to_owned(), label: label?, hint, required, rules, kind: kind? })
}

fn kind(reader: &mut Reader, word: &str, columns: &mut Vec<Vec<(String, String)>>) -> Option<FieldKind> {
    Some(match word {
        "text" => {
            let max = limit(reader, "max", 1..=MAX_TEXT, DEFAULT_TEXT);
            FieldKind::Text { max, input: input(reader) }
        }
        "long_text" => FieldKind::LongText { max: limit(reader, "max", 1..=MAX_TEXT, DEFAULT_LONG_TEXT) },
        "number" => number(reader, true),
        "integer" => number(reader, false),
        "acknowledge" => FieldKind::Checkbox { default: false },
        "date" => FieldKind::Date { future: reader.flag("future") },
        "time" => time(reader),
        "choice" => choice(reader, columns),
        "select_multiple" => select_multiple(reader, columns),
        "cascade" => {
            let (tree, level) = (reader.text("tree"), reader.count("level", 0..=9));
            FieldKind::Cascade { tree: tree?.to_owned(), level: usize::try_from(level?).ok()? }
        }
        "checkbox" => FieldKind::Checkbox { default: reader.flag("default") },
        "photos" => FieldKind::Photos { max: limit(reader, "max", 1..=MAX_PHOTOS, MAX_PHOTOS) },
        "signature" => FieldKind::Signature,
        "file" => FieldKind::File,
        "geopoint" => FieldKind::Geopoint,
        "barcode" => {
            let max = limit(reader, "max", 1..=MAX_TEXT, DEFAULT_TEXT);
            FieldKind::Text { max, input: TextInput::Barcode }
        }
        "note" => FieldKind::Note,
        _ => return None,
    })
}

fn limit(reader: &mut Reader, key: &'static str, range: std::ops::RangeInclusive<i64>, default: i64) -> usize {
    let limit = reader.optional_count(key, range).unwrap_or(default);
    usize::try_from(limit).unwrap_or_default()
}

fn input(reader: &mut Reader) -> TextInput {
    match reader.optional_text("input") {
        None | Some("plain") => TextInput::Plain,
        Some("tel") => TextInput::Tel,
        Some("email") => TextInput::Email,
        Some(other) => {
            let known = ["plain", "tel", "email"].into_iter();
            reader.complain_at("input", unknown(Message::new("definition-noun-input"), other, known));
            TextInput::Plain
        }
    }
}

/// An integer has no key `decimals`.
fn number(reader: &mut Reader, has_decimals: bool) -> FieldKind {
    let (min, max) = (reader.optional_decimal("min"), reader.optional_decimal("max"));
    let decimals = if has_decimals { limit(reader, "decimals", 0..=6, 0) } else { 0 };
    if let (Some(min), Some(max)) = (min, max)
        && min > max
    {
        reader.complain_at("min", min_above_max(min, max));
    }
    let unit = reader.optional_label("unit");
    FieldKind::Number { min, max, decimals: u8::try_from(decimals).unwrap_or_default(), unit }
}
