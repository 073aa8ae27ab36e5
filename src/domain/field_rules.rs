//! The rules of one question, as its form definition has them.

use super::{lang::Label, rules::tree::Rule};

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
}

/// What a check means for the score.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckRules {
    /// If it has failed, the whole inspection has.
    pub is_critical: bool,
    /// What it earns if it has passed.
    pub weight: u32,
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

impl FieldRules {
    /// Nobody enters an answer to it.
    pub fn is_given(&self) -> bool {
        self.calculation.is_some() || self.is_read_only
    }

    /// Nothing has to be evaluated for it.
    pub fn is_empty(&self) -> bool {
        let FieldRules { relevant, required, constraint, calculation, default, is_read_only, choice_filter, check: _ } =
            self;
        relevant.is_none()
            && required.is_none()
            && constraint.is_none()
            && calculation.is_none()
            && default.is_none()
            && !is_read_only
            && choice_filter.is_none()
    }
}
