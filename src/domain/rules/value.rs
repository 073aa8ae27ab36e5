//! The values of expressions, and the types that the checker gives to them.

use super::number::Number;
use crate::domain::{clock_time::ClockTime, message::Message};
use std::sync::Arc;
use time::{Date, PrimitiveDateTime};

#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Blank,
    Bool(bool),
    Number(Number),
    Text(Arc<str>),
    Date(Date),
    /// A time of day.
    Time(ClockTime),
    /// A local day and time, in whole seconds.
    Moment(PrimitiveDateTime),
    /// The chosen values of a question with several answers.
    Many(Arc<[String]>),
    /// Photos, a signature, a file or a position: only whether there is one can be asked.
    Present,
}

impl Value {
    /// Blank counts as false.
    pub fn is_true(&self) -> bool {
        matches!(self, Value::Bool(true))
    }

    /// An empty text is blank.
    pub fn text(text: &str) -> Value {
        if text.is_empty() { Value::Blank } else { Value::Text(text.into()) }
    }
}

/// The type of an expression, known before any answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// `''`: fits every type.
    Blank,
    Bool,
    Number,
    Text,
    Date,
    Time,
    Moment,
    Many,
    Files,
}

impl Type {
    /// "a number", as a part of sentences.
    pub fn noun(self) -> Message {
        Message::new(match self {
            Type::Blank => "expression-type-blank",
            Type::Bool => "expression-type-yes-or-no",
            Type::Number => "expression-type-number",
            Type::Text => "expression-type-text",
            Type::Date => "expression-type-date",
            Type::Time => "expression-type-time",
            Type::Moment => "expression-type-moment",
            Type::Many => "expression-type-choices",
            Type::Files => "expression-type-file",
        })
    }
}
