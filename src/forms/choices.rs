//! Reads questions with a list of choices: one of them (`choice`) or several (`select_multiple`).

use super::reader::{Reader, min_above_max};
use crate::domain::{
    form::{Choice, FieldKind},
    lang::Label,
    message::Message,
};

/// Of each choice, in order, its further keys for a choice filter.
pub(super) type ChoiceColumns = Vec<Vec<(String, String)>>;

pub(super) fn choice(reader: &mut Reader, columns: &mut ChoiceColumns) -> FieldKind {
    let choices = choices(reader, columns);
    let default = reader.optional_text("default").map(str::to_owned);
    check_defaults(reader, &choices, default.as_slice());
    FieldKind::Choice { choices, default }
}

pub(super) fn select_multiple(reader: &mut Reader, columns: &mut ChoiceColumns) -> FieldKind {
    let choices = choices(reader, columns);
    let default = reader.texts("default");
    check_defaults(reader, &choices, &default);
    let most = i64::try_from(choices.len()).unwrap_or(i64::MAX).max(1);
    let mut limit = |key| reader.optional_count(key, 1..=most).and_then(|limit| usize::try_from(limit).ok());
    let (min, max) = (limit("min"), limit("max"));
    if let (Some(min), Some(max)) = (min, max)
        && min > max
    {
        reader.complain_at("min", min_above_max(min, max));
    }
    // In the order of the choices, as answers are.
    let default = choices.iter().map(|choice| &choice.value).filter(|value| default.contains(value)).cloned().collect();
    FieldKind::SelectMultiple { choices, min, max, default }
}

fn check_defaults(reader: &Reader, choices: &[Choice], defaults: &[String]) {
    for default in defaults.iter().filter(|value| choices.iter().all(|known| known.value != **value)) {
        let reason = Message::new("definition-default-not-a-choice").with("value", format!("{default:?}"));
        reader.complain_at("default", reason);
    }
}

/// `columns` gets the further keys of each choice.
fn choices(reader: &mut Reader, columns: &mut ChoiceColumns) -> Vec<Choice> {
    let has_filter = reader.has("choice_filter");
    let place = reader.place.clone();
    let mut choices: Vec<Choice> = Vec::new();
    for mut table in reader.tables("choices") {
        table.place = place.clone();
        let (value, en, ar) = (table.text("value"), table.optional_text("en"), table.text("ar"));
        if let Some(value) = value.filter(|value| choices.iter().any(|known| known.value == *value)) {
            table.complain_at("value", Message::new("definition-choice-twice").with("value", format!("{value:?}")));
        }
        // In one order, so that a form is the same in whichever order its file has them.
        let mut further = if has_filter { table.other_texts() } else { Vec::new() };
        further.sort_unstable();
        table.finish();
        // The stored value is an English word; `en` is given where the label should differ from it.
        if let (Some(value), Some(ar)) = (value, ar) {
            columns.push([("name".to_owned(), value.to_owned())].into_iter().chain(further).collect());
            choices.push(Choice { value: value.to_owned(), label: Label::new(en.unwrap_or(value), ar) });
        }
    }
    choices
}
