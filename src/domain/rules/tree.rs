//! The typed tree of an expression: every name is resolved, every type is checked.

use super::{dates::Piece, functions::Function, number::Number, parse::Operator, pattern::Pattern, schema::FieldRef};
use crate::domain::clock_time::ClockTime;
use std::sync::Arc;

/// An expression with its text as it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    pub source: String,
    pub expression: Expression,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    Blank,
    Bool(bool),
    Number(Number),
    Text(Arc<str>),
    /// A text in quotes beside a time.
    Time(ClockTime),
    /// The answer that is given once, or in the same item.
    Field(FieldRef),
    /// `.`
    Own,
    /// `position(..)`: the number of the item, from 1.
    Position,
    /// A column of the choice that a choice filter looks at.
    Column(String),
    Today,
    Now,
    Not(Box<Expression>),
    And(Box<Expression>, Box<Expression>),
    Or(Box<Expression>, Box<Expression>),
    Compare(Operator, Box<Expression>, Box<Expression>),
    Arithmetic(Operator, Box<Expression>, Box<Expression>),
    Negate(Box<Expression>),
    If(Box<Expression>, Box<Expression>, Box<Expression>),
    /// Over all items of the group of the field.
    Gather(Gather, FieldRef),
    /// `count(${group})`
    Count {
        group: usize,
        name: String,
    },
    /// `indexed-repeat(${field}, ${group}, number)`
    Indexed(FieldRef, Box<Expression>),
    Regex(Box<Expression>, Pattern),
    FormatDate(Box<Expression>, Vec<Piece>),
    Call(Function, Vec<Expression>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gather {
    Sum,
    Min,
    Max,
    /// `count-non-empty()`
    CountNonEmpty,
}

impl Expression {
    /// Calls `visit` with this expression and everything in it.
    pub fn walk(&self, visit: &mut impl FnMut(&Expression)) {
        visit(self);
        match self {
            Expression::Not(inner)
            | Expression::Negate(inner)
            | Expression::Indexed(_, inner)
            | Expression::Regex(inner, _)
            | Expression::FormatDate(inner, _) => inner.walk(visit),
            Expression::And(left, right)
            | Expression::Or(left, right)
            | Expression::Compare(_, left, right)
            | Expression::Arithmetic(_, left, right) => {
                left.walk(visit);
                right.walk(visit);
            }
            Expression::If(condition, yes, no) => {
                condition.walk(visit);
                yes.walk(visit);
                no.walk(visit);
            }
            Expression::Call(_, arguments) => arguments.iter().for_each(|argument| argument.walk(visit)),
            Expression::Blank
            | Expression::Bool(_)
            | Expression::Number(_)
            | Expression::Text(_)
            | Expression::Time(_)
            | Expression::Field(_)
            | Expression::Own
            | Expression::Position
            | Expression::Column(_)
            | Expression::Today
            | Expression::Now
            | Expression::Gather(..)
            | Expression::Count { .. } => {}
        }
    }

    /// The questions whose answers it reads.
    pub fn fields(&self) -> Vec<FieldRef> {
        let mut found = Vec::new();
        self.walk(&mut |expression| match expression {
            Expression::Field(field) | Expression::Gather(_, field) | Expression::Indexed(field, _) => {
                found.push(field.clone());
            }
            _ => {}
        });
        found
    }

    /// Whether it depends on when it is evaluated.
    pub fn reads_the_clock(&self) -> bool {
        let mut found = false;
        self.walk(&mut |expression| found |= matches!(expression, Expression::Today | Expression::Now));
        found
    }

    /// The columns of choices that it names.
    pub fn columns(&self) -> Vec<String> {
        let mut found = Vec::new();
        self.walk(&mut |expression| {
            if let Expression::Column(name) = expression {
                found.push(name.clone());
            }
        });
        found
    }
}
