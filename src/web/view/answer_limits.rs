//! What an answer is limited to, in words below the question: how many choices, from which time on, in which steps.

use crate::{
    domain::form::{Field, FieldKind},
    i18n::Texts,
};

/// `None`: there are no limits, or the control shows them.
pub fn words(field: &Field, texts: Texts) -> Option<String> {
    let between = |keys: [&'static str; 3], start: Option<String>, end: Option<String>| {
        Some(match (start, end) {
            (Some(start), Some(end)) => texts.with(keys[0], &[("start", start.into()), ("end", end.into())]),
            (Some(start), None) => texts.with(keys[1], &[("start", start.into())]),
            (None, Some(end)) => texts.with(keys[2], &[("end", end.into())]),
            (None, None) => return None,
        })
    };
    let text = |number: Option<usize>| number.map(|number| number.to_string());
    match (&field.kind, &field.rules.scale) {
        (_, Some(scale)) if !scale.is_rating => {
            let parts = [("start", scale.start), ("end", scale.end), ("step", scale.step)];
            let parts = parts.map(|(name, number)| (name, number.to_string().into()));
            Some(texts.with("form-limits-steps", &parts))
        }
        (FieldKind::Time { min, max }, _) => {
            let [min, max] = [min, max].map(|limit| limit.map(|time| time.to_string()));
            between(["form-limits-between", "form-limits-from", "form-limits-to"], min, max)
        }
        (FieldKind::SelectMultiple { min: Some(min), max: Some(max), .. }, _) if min == max => {
            Some(texts.with("form-limits-exactly", &[("count", min.to_string().into())]))
        }
        (FieldKind::SelectMultiple { min, max, .. }, _) => {
            between(["form-limits-some", "form-limits-at-least", "form-limits-at-most"], text(*min), text(*max))
        }
        _ => None,
    }
}
