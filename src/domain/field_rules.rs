//! The rules of one question, as its form definition has them.

use super::{decimal::Decimal, lang::Label, rules::tree::Rule};

#[derive(Clone, Debug, Default, PartialEq)]
pub struct FieldRules {
    /// The question is asked where this is true. Elsewhere it is not required, not stored and not printed.
    pub relevant: Option<Rule>,
    /// An answer is needed where this is true.
    pub required: Option<Rule>,
    /// Holds of every answer; `.` is the answer.
    pub constraint: Option<Constraint>,
    /// The answer is this, and nobody enters it.
    pub calculation: Option<Rule>,
    /// What an empty form offers. Choices and boxes have theirs in their kind.
    pub default: Option<DefaultAnswer>,
    /// The default cannot be changed.
    pub is_read_only: bool,
    pub choice_filter: Option<ChoiceFilter>,
    /// The choice is a check: pass, fail or n.a.
    pub check: Option<CheckRules>,
    /// The number is one of a scale.
    pub scale: Option<Scale>,
}

/// The numbers from `start` to `end` in steps.
#[derive(Clone, Debug, PartialEq)]
pub struct Scale {
    pub start: Decimal,
    pub end: Decimal,
    /// Above zero; `end` is a whole number of steps from `start`.
    pub step: Decimal,
    /// It is shown as stars.
    pub is_rating: bool,
}

/// What a check means for the score.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckRules {
    /// If it has failed, the whole inspection has.
    pub is_critical: bool,
    /// What it earns if it has passed.
    pub weight: u32,
    /// An action about its failure is reported as done with a photo of the finished work only.
    pub after_photo: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Constraint {
    pub rule: Rule,
    /// What a person reads whose answer does not fit.
    pub message: Option<Label>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum DefaultAnswer {
    /// As it would be entered.
    Literal(String),
    /// Evaluated when the empty form is made; it names no question.
    Computed(Rule),
}

/// Which of the choices are offered.
#[derive(Clone, Debug, PartialEq)]
pub struct ChoiceFilter {
    pub rule: Rule,
    /// Of each choice, in order, its further keys; `name` is its value.
    pub columns: Vec<Vec<(String, String)>>,
}

/// The most decimals of a number.
const DECIMALS: u8 = 6;

impl Scale {
    /// How many numbers it has.
    pub fn count(&self) -> usize {
        let [start, end, step] = [self.start, self.end, self.step].map(|number| number.in_units(DECIMALS));
        let steps = end.checked_sub(start).and_then(|way| way.checked_div(step)).unwrap_or_default();
        usize::try_from(steps).unwrap_or_default().saturating_add(1)
    }

    /// Whether a number between the ends is one of them.
    pub fn has(&self, number: Decimal) -> bool {
        let [start, step, number] = [self.start, self.step, number].map(|number| number.in_units(DECIMALS));
        (number - start).checked_rem(step) == Some(0)
    }

    pub fn numbers(&self) -> impl Iterator<Item = Decimal> {
        let [start, step] = [self.start, self.step].map(|number| number.in_units(DECIMALS));
        (0..self.count())
            .filter_map(move |at| Decimal::of_units(start + step * i128::try_from(at).unwrap_or_default(), DECIMALS))
    }
}

impl FieldRules {
    /// Nobody enters an answer to it.
    pub fn is_given(&self) -> bool {
        self.calculation.is_some() || self.is_read_only
    }

    /// Nothing has to be evaluated for it.
    pub fn is_empty(&self) -> bool {
        let FieldRules {
            relevant,
            required,
            constraint,
            calculation,
            default,
            is_read_only,
            choice_filter,
            check: _,
            scale: _,
        } = self;
        relevant.is_none()
            && required.is_none()
            && constraint.is_none()
            && calculation.is_none()
            && default.is_none()
            && !is_read_only
            && choice_filter.is_none()
    }
}
