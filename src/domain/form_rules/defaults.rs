//! What an empty form offers as an answer.

use crate::domain::{
    field_rules::DefaultAnswer,
    form::{Field, FieldKind},
    rules::eval::{Values, View, printed},
};
use time::PrimitiveDateTime;

/// The texts that a browser would post for it without anything being entered; empty if nothing is offered, or only a
/// computed answer. Only a question with several choices has more than one.
pub fn offered(field: &Field) -> Vec<&str> {
    match (&field.kind, &field.rules.default) {
        (FieldKind::Choice { default, .. }, _) => default.iter().map(String::as_str).collect(),
        (FieldKind::SelectMultiple { default, .. }, _) => default.iter().map(String::as_str).collect(),
        (FieldKind::Checkbox { default }, _) => default.then_some("yes").into_iter().collect(),
        (_, Some(DefaultAnswer::Literal(text))) => vec![text],
        (_, Some(DefaultAnswer::Computed(_)) | None) => Vec::new(),
    }
}

/// The default that is an expression, at this moment.
pub fn computed(field: &Field, now: PrimitiveDateTime) -> Option<String> {
    let Some(DefaultAnswer::Computed(rule)) = &field.rules.default else { return None };
    let view = View { values: &Values::default(), item: None, own: None, columns: &[], now };
    Some(printed(&view.value(&rule.expression))).filter(|text| !text.is_empty())
}
