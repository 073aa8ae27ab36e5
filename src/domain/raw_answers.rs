//! Stored answers as the parts of a post: what the form page shows when a submission is corrected.
//!
//! Input: a form definition and checked answers. Output: the post that a browser would send if nothing was changed.

use super::{
    answers::{Answer, Answers, Group, answer, iso},
    form::{Field, FieldKind, FormDef},
    position::Coordinate,
    raw::RawForm,
};

/// The answers as parts. A question without an answer has an empty text, so that each item keeps its card.
pub fn raw_answers(def: &FormDef, answers: &Answers) -> RawForm {
    let mut raw = RawForm::default();
    def.fields().for_each(|field| add_answer(&mut raw, field, &answers.fields, ""));
    for items in def.items() {
        for (index, group) in answers.items_of(&items.name).iter().enumerate() {
            let prefix = format!("{}.{index}.", items.name);
            items.fields.iter().for_each(|field| add_answer(&mut raw, field, group, &prefix));
        }
    }
    raw.further.clone_from(&answers.further);
    raw
}

/// One answer as parts.
pub(super) fn add_answer(raw: &mut RawForm, field: &Field, group: &Group, prefix: &str) {
    let name = format!("{prefix}{}", field.name);
    match answer(group, &field.name) {
        Some(Answer::Text(text) | Answer::Choice(text)) => raw.text(name, text),
        Some(Answer::Number(number)) => raw.text(name, number.to_string()),
        Some(Answer::Date(date)) => raw.text(name, iso(*date)),
        Some(Answer::Time(time)) => raw.text(name, time.to_string()),
        Some(Answer::Choices(values)) => values.iter().for_each(|value| raw.text(&name, value)),
        Some(Answer::Position(position)) => {
            for coordinate in Coordinate::ALL {
                let number = position.get(coordinate).map(|number| number.to_string()).unwrap_or_default();
                raw.text(format!("{name}{}", coordinate.suffix()), number);
            }
        }
        Some(Answer::Bool(true)) => raw.text(name, "yes"),
        Some(Answer::Bool(false)) => {}
        Some(Answer::Photos(ids)) => ids.iter().for_each(|id| raw.upload(&name, id.clone())),
        Some(Answer::File(id)) => raw.upload(name, id.clone()),
        Some(Answer::Signature(signature)) => {
            if let Some(typed) = &signature.name {
                raw.text(format!("{name}_typed"), typed);
            }
            if let Some(drawn) = &signature.drawn {
                raw.upload(name, drawn.clone());
            }
        }
        None => match field.kind {
            FieldKind::Photos { .. }
            | FieldKind::Checkbox { .. }
            | FieldKind::SelectMultiple { .. }
            | FieldKind::Signature
            | FieldKind::File
            | FieldKind::Note => {}
            FieldKind::Geopoint => raw.text(format!("{name}{}", Coordinate::Latitude.suffix()), ""),
            _ => raw.text(name, ""),
        },
    }
}
