//! Assigns photos to questions: to their own, or to the first photo question of the form.

use super::super::{
    MediaLocation,
    apply_mapping::{AnswerMapper, AnswerPosition},
    media,
};
use crate::domain::form::{Field, FieldKind, FormDef, Items};
use serde_json::Value;
use std::collections::HashSet;

/// A question by position and name.
pub(super) type Question<'n> = (AnswerPosition<'n>, &'n str);

/// The question for photos without a question: the first photo question at the top level, or else that of the first
/// row.
pub(super) fn default_question(def: &FormDef) -> Option<Question<'_>> {
    let of_form = def.fields().find(|field| is_photos(field)).map(|field| (AnswerPosition::Top, field.name.as_str()));
    of_form.or_else(|| photos_of(def, 0))
}

/// Adds photos that may be duplicates of those under another key; only new ones are added.
pub(super) fn more_photos<'v>(
    filler: &mut AnswerMapper<'_>,
    question: Option<Question<'_>>,
    references: impl Iterator<Item = &'v Value>,
) {
    let question = question.or_else(|| default_question(filler.def()));
    let known: HashSet<MediaLocation> =
        question.map(|(slot, name)| filler.places(slot, name).cloned().collect()).unwrap_or_default();
    for (at, reference) in references.enumerate() {
        match question {
            Some(_) if known.contains(&media::place(reference)) => {}
            Some((slot, name)) => filler.photo(slot, name, reference),
            None => filler.further(&format!("photos.{at}"), reference),
        }
    }
}

pub(super) fn is_photos(field: &Field) -> bool {
    matches!(field.kind, FieldKind::Photos { .. })
}

/// The photo question of a row, in the first repeating group that has one.
pub(super) fn photos_of(def: &FormDef, row: usize) -> Option<(AnswerPosition<'_>, &str)> {
    def.items().find_map(|items| Some((AnswerPosition::Item(&items.name, row), photos_field(items)?)))
}

pub(super) fn photos_field(items: &Items) -> Option<&str> {
    items.fields.iter().find(|field| is_photos(field)).map(|field| field.name.as_str())
}
