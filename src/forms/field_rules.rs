//! Reads the rules of one question. Expressions are kept as texts until the whole form is known; `rules` checks them.

use super::reader::Reader;
use crate::domain::{
    answers::parse_iso,
    clock_time::ClockTime,
    decimal::Decimal,
    field_rules::{ChoiceFilter, Constraint, DefaultAnswer, FieldRules},
    form::FieldKind,
    message::Message,
    rules::tree::{Expression, Rule},
};

/// Whether an answer is always required, and the rules. `columns` has the further keys of each choice.
pub(super) fn field_rules(
    reader: &mut Reader,
    kind: Option<&FieldKind>,
    columns: Vec<Vec<(String, String)>>,
) -> (bool, FieldRules) {
    let (is_required, required) = match reader.flag_or_text("required") {
        Some(Err(source)) => (false, Some(unchecked(reader, "required", source))),
        Some(Ok(flag)) => (flag, None),
        None => (false, None),
    };
    let message = reader.optional_label("constraint_message");
    let constraint = rule(reader, "constraint").map(|rule| Constraint { rule, message: message.clone() });
    if constraint.is_none() && message.is_some() {
        reader.complain_at("constraint_message", Message::new("definition-message-without-constraint"));
    }
    let choice_filter = rule(reader, "choice_filter").map(|rule| ChoiceFilter { rule, columns });
    if choice_filter.is_some() && kind.is_some_and(|kind| kind.choices().is_none()) {
        reader.complain_at("choice_filter", Message::new("definition-filter-for-choices"));
    }
    let default = match kind {
        // Its default is a key of its kind.
        Some(FieldKind::Choice { .. } | FieldKind::SelectMultiple { .. } | FieldKind::Checkbox { .. }) | None => None,
        Some(kind) => default(reader, kind),
    };
    let rules = FieldRules {
        relevant: rule(reader, "relevant"),
        required,
        constraint,
        calculation: rule(reader, "calculation"),
        default,
        is_read_only: reader.flag("read_only"),
        choice_filter,
        check: None,
        scale: None,
    };
    if kind == Some(&FieldKind::Note) {
        only_text(reader, &rules, is_required);
    } else {
        conflicts(reader, kind, &rules, is_required);
    }
    (is_required, rules)
}

/// An expression that is checked later; its place is remembered.
pub(super) fn rule(reader: &mut Reader, key: &'static str) -> Option<Rule> {
    let source = reader.optional_text(key)?;
    Some(unchecked(reader, key, source))
}

fn unchecked(reader: &mut Reader, key: &'static str, source: &str) -> Rule {
    if let Some((_, span)) = reader.value(key) {
        reader.notes().place(&place(&reader.place, key), &span);
    }
    Rule { source: source.to_owned(), expression: Expression::Blank }
}

/// The name of a rule in errors.
pub(super) fn place(of: &str, key: &str) -> String {
    format!("{of}: {key}")
}

fn default(reader: &mut Reader, kind: &FieldKind) -> Option<DefaultAnswer> {
    if reader.is_table("default") {
        let of = place(&reader.place, "default");
        let mut table = reader.optional_table("default", |_| of.clone())?;
        let source = table.text("calculate").map(str::to_owned);
        if let Some((_, span)) = table.value("calculate") {
            table.notes().place(&of, &span);
        }
        table.finish();
        return Some(DefaultAnswer::Computed(Rule { source: source?, expression: Expression::Blank }));
    }
    let text = reader.plain("default")?;
    let key = match kind {
        FieldKind::Number { .. } => text.parse::<Decimal>().is_err().then_some("definition-default-number"),
        FieldKind::Date { .. } => parse_iso(&text).is_none().then_some("definition-default-date"),
        FieldKind::Time { .. } => text.parse::<ClockTime>().is_err().then_some("definition-default-time"),
        FieldKind::Text { .. } | FieldKind::LongText { .. } => None,
        _ => Some("definition-default-not-possible"),
    };
    if let Some(key) = key {
        reader.complain_at("default", Message::new(key));
    }
    Some(DefaultAnswer::Literal(text))
}

/// A note may have a condition, and no rule about an answer.
fn only_text(reader: &Reader, rules: &FieldRules, is_required: bool) {
    let FieldRules { required, constraint, calculation, is_read_only, .. } = rules;
    for (key, is_there) in [
        ("required", is_required || required.is_some()),
        ("constraint", constraint.is_some()),
        ("calculation", calculation.is_some()),
        ("read_only", *is_read_only),
    ] {
        if is_there {
            reader.complain_at(key, Message::new("definition-note-with-answer").with("key", key));
        }
    }
}

/// Rules that exclude each other.
fn conflicts(reader: &Reader, kind: Option<&FieldKind>, rules: &FieldRules, is_required: bool) {
    let has_default = match kind {
        Some(FieldKind::Choice { default, .. }) => default.is_some(),
        Some(FieldKind::SelectMultiple { default, .. }) => !default.is_empty(),
        Some(FieldKind::Checkbox { .. }) => true,
        _ => matches!(rules.default, Some(DefaultAnswer::Literal(_))),
    };
    if rules.calculation.is_some() {
        let fits = matches!(
            kind,
            Some(
                FieldKind::Text { .. } | FieldKind::LongText { .. } | FieldKind::Number { .. } | FieldKind::Date { .. }
            ) | None
        );
        if !fits {
            reader.complain_at("calculation", Message::new("definition-calculation-kind"));
        }
        if is_required || rules.required.is_some() || rules.default.is_some() || rules.is_read_only {
            reader.complain_at("calculation", Message::new("definition-calculation-entered"));
        }
    } else if rules.is_read_only && !has_default {
        reader.complain_at("read_only", Message::new("definition-read-only-without-default"));
    }
}
