//! Decides about one question that was read: whether it applies, what is calculated, what is missing or not allowed.

use super::{Part, ValidationCode, read::FieldRead, text, value};
use crate::domain::{
    answers::Answer,
    form::{Field, FieldKind},
    form_rules::{compute::Computed, order::QuestionPlace},
    rules::{
        eval::{View, printed},
        tree::Rule,
        value::Value,
    },
};
use time::PrimitiveDateTime;

pub(super) struct Decision<'a> {
    pub field: &'a Field,
    pub place: QuestionPlace,
    /// The place of the item.
    pub item: Option<usize>,
    pub computed: Option<&'a Computed>,
    /// The section has a condition.
    pub is_section_conditional: bool,
    pub now: PrimitiveDateTime,
}

type Decided = (Option<Answer>, Vec<(Part, ValidationCode)>);

pub(super) fn decide(decision: &Decision, read: FieldRead) -> Decided {
    let Decision { field, place, item, computed, .. } = *decision;
    let FieldRead { mut answer, is_excused, mut wrong } = read;
    let Some(computed) = computed else {
        // Where conditions do not count, nobody can say that the question applies.
        let may_not_apply = decision.is_section_conditional || field.rules.relevant.is_some();
        if answer.is_none() && wrong.is_empty() && field.required && !is_excused && !may_not_apply {
            wrong.push((Part::Whole, left_out(&field.kind)));
        }
        return (answer, wrong);
    };
    if !computed.is_relevant(place, item) {
        return (None, Vec::new());
    }
    if field.rules.calculation.is_some() {
        match calculated(field, computed.value(place, item)) {
            Ok(made) => answer = made,
            Err(complaint) => wrong.push((Part::Whole, complaint)),
        }
    }
    let is_required =
        field.required || field.rules.required.as_ref().is_some_and(|rule| decision.holds(computed, rule, None, &[]));
    let is_missing = matches!(answer, None | Some(Answer::Bool(false)));
    if is_missing && is_required && wrong.is_empty() && !is_excused {
        wrong.push((Part::Whole, left_out(&field.kind)));
    } else if wrong.is_empty() && answer.is_some() {
        wrong.extend(decision.broken(computed, answer.as_ref()).map(|complaint| (Part::Whole, complaint)));
    }
    (answer, wrong)
}

impl Decision<'_> {
    fn holds(&self, computed: &Computed, rule: &Rule, own: Option<&Value>, columns: &[(String, String)]) -> bool {
        let view = View { values: &computed.values, item: self.item, own, columns, now: self.now };
        view.is_true(&rule.expression)
    }

    /// The rule of the question that its answer breaks.
    fn broken(&self, computed: &Computed, answer: Option<&Answer>) -> Option<ValidationCode> {
        let rules = &self.field.rules;
        if let (Some(filter), Some(choices)) = (&rules.choice_filter, self.field.kind.choices()) {
            let is_offered = |value: &String| {
                let columns = choices.iter().zip(&filter.columns).find(|(choice, _)| choice.value == *value);
                columns.is_some_and(|(_, columns)| self.holds(computed, &filter.rule, None, columns))
            };
            let chosen = match answer {
                Some(Answer::Choice(value)) => std::slice::from_ref(value),
                Some(Answer::Choices(values)) => values,
                _ => &[],
            };
            if !chosen.iter().all(is_offered) {
                return Some(ValidationCode::NotAChoice);
            }
        }
        let constraint = rules.constraint.as_ref()?;
        let own = computed.value(self.place, self.item);
        let fits = self.holds(computed, &constraint.rule, Some(own), &[]);
        (!fits).then(|| ValidationCode::Constraint(constraint.message.clone()))
    }
}

/// A calculated value as an answer, within the limits of its question.
fn calculated(field: &Field, value: &Value) -> Result<Option<Answer>, ValidationCode> {
    Ok(match (&field.kind, value) {
        (FieldKind::Number { min, max, decimals, .. }, Value::Number(number)) => {
            let rule =
                value::NumberRule { min: *min, max: *max, decimals: *decimals, scale: field.rules.scale.as_ref() };
            let text =
                number.round(u32::from(*decimals)).map_or_else(|| number.to_string(), |number| number.to_string());
            Some(Answer::Number(value::number(&text, &rule)?))
        }
        (FieldKind::Text { max, .. }, Value::Text(made)) => {
            Some(Answer::Text(text::text(made, *max, text::LineLimit::One)?))
        }
        (FieldKind::LongText { max }, Value::Text(made)) => {
            Some(Answer::Text(text::text(made, *max, text::LineLimit::Many)?))
        }
        (FieldKind::Date { .. }, Value::Date(date)) => {
            Some(Answer::Date(value::day(&printed(&Value::Date(*date)), None)?))
        }
        _ => None,
    })
}

/// The error for a required field without an answer.
fn left_out(kind: &FieldKind) -> ValidationCode {
    match kind {
        FieldKind::Text { .. }
        | FieldKind::LongText { .. }
        | FieldKind::Number { .. }
        | FieldKind::Date { .. }
        | FieldKind::Time { .. }
        | FieldKind::Geopoint
        | FieldKind::Note => ValidationCode::Missing,
        FieldKind::Choice { .. } | FieldKind::Cascade { .. } => ValidationCode::NotChosen,
        FieldKind::SelectMultiple { .. } => ValidationCode::NoneChosen,
        FieldKind::Checkbox { .. } => ValidationCode::NotTicked,
        FieldKind::Photos { .. } => ValidationCode::NoPhoto,
        FieldKind::Signature => ValidationCode::NotSigned,
        FieldKind::File => ValidationCode::NoFile,
    }
}
