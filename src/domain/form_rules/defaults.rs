//! What an empty form offers as an answer.

use crate::domain::{
    field_rules::DefaultAnswer,
    form::{Field, FieldKind},
    rules::eval::{Values, View, printed},
};
use time::PrimitiveDateTime;

/// The text that a browser would post for it without anything being entered; `None` if nothing is offered, or only a
/// computed answer.
pub fn offered(field: &Field) -> Option<&str> {
    match (&field.kind, &field.rules.default) {
        (FieldKind::Choice { default, .. }, _) => default.as_deref(),
        (FieldKind::Checkbox { default }, _) => default.then_some("yes"),
        (_, Some(DefaultAnswer::Literal(text))) => Some(text),
        (_, Some(DefaultAnswer::Computed(_)) | None) => None,
    }
}

/// The default that is an expression, at this moment.
pub fn computed(field: &Field, now: PrimitiveDateTime) -> Option<String> {
    let Some(DefaultAnswer::Computed(rule)) = &field.rules.default else { return None };
    let view = View { values: &Values::default(), item: None, own: None, columns: &[], now };
    Some(printed(&view.value(&rule.expression))).filter(|text| !text.is_empty())
}
