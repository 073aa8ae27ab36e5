//! Evaluates a typed tree. It never fails: what has no result is blank.

use super::{
    dates,
    functions::Function,
    number::Number,
    parse::Operator,
    schema::FieldRef,
    tree::{Expression, Gather},
    value::Value,
};
use crate::domain::{
    clock_time::ClockTime,
    iso_date::{iso, parse_iso},
};
use std::cmp::Ordering;
use time::PrimitiveDateTime;

/// The longest text that an expression makes, in characters.
const MAX_TEXT: usize = 10_000;

/// The values of all questions of one form, by place.
#[derive(Clone, Debug, Default)]
pub struct Values {
    pub top: Vec<Value>,
    /// Of each group its items, of each item its questions.
    pub groups: Vec<Vec<Vec<Value>>>,
}

/// What an expression can see.
#[derive(Clone, Copy)]
pub struct View<'v> {
    pub values: &'v Values,
    /// The place of the item that the rule is evaluated for.
    pub item: Option<usize>,
    /// The answer itself, for a constraint.
    pub own: Option<&'v Value>,
    /// The keys and values of a choice, for a choice filter.
    pub columns: &'v [(String, String)],
    /// Local time of the person.
    pub now: PrimitiveDateTime,
}

impl Values {
    fn at(&self, field: &FieldRef, item: Option<usize>) -> &Value {
        let found = match (field.group, item) {
            (None, _) => self.top.get(field.field),
            (Some(group), Some(item)) => self.groups.get(group).and_then(|items| items.get(item)?.get(field.field)),
            (Some(_), None) => None,
        };
        found.unwrap_or(&Value::Blank)
    }

    fn items(&self, group: Option<usize>) -> &[Vec<Value>] {
        group.and_then(|group| self.groups.get(group)).map_or(&[], Vec::as_slice)
    }
}

impl View<'_> {
    pub fn is_true(&self, expression: &Expression) -> bool {
        self.value(expression).is_true()
    }

    pub fn value(&self, expression: &Expression) -> Value {
        match expression {
            Expression::Blank => Value::Blank,
            Expression::Bool(yes) => Value::Bool(*yes),
            Expression::Number(number) => Value::Number(*number),
            Expression::Text(text) => Value::Text(text.clone()),
            Expression::Time(time) => Value::Time(*time),
            Expression::Field(field) => self.values.at(field, self.item).clone(),
            Expression::Own => self.own.cloned().unwrap_or(Value::Blank),
            Expression::Position => self.item.map_or(Value::Blank, |item| Value::Number(Number::count(item + 1))),
            Expression::Column(name) => {
                let found = self.columns.iter().find(|(known, _)| known == name);
                found.map_or(Value::Blank, |(_, text)| Value::text(text))
            }
            Expression::Today => Value::Date(self.now.date()),
            Expression::Now => Value::Moment(self.now),
            Expression::Not(inner) => Value::Bool(!self.is_true(inner)),
            Expression::And(left, right) => Value::Bool(self.is_true(left) && self.is_true(right)),
            Expression::Or(left, right) => Value::Bool(self.is_true(left) || self.is_true(right)),
            Expression::Compare(operator, left, right) => {
                Value::Bool(compare(*operator, &self.value(left), &self.value(right)))
            }
            Expression::Arithmetic(operator, left, right) => {
                arithmetic(*operator, &self.value(left), &self.value(right)).unwrap_or(Value::Blank)
            }
            Expression::Negate(inner) => match self.value(inner) {
                Value::Number(number) => Value::Number(number.negate()),
                _ => Value::Blank,
            },
            Expression::If(condition, yes, no) => {
                if self.is_true(condition) {
                    self.value(yes)
                } else {
                    self.value(no)
                }
            }
            Expression::Gather(gather, field) => self.gather(*gather, field),
            Expression::Count { group, .. } => Value::Number(Number::count(self.values.items(Some(*group)).len())),
            Expression::Indexed(field, number) => match self.value(number) {
                Value::Number(number) => {
                    let place = number.to_i64().and_then(|n| usize::try_from(n).ok()?.checked_sub(1));
                    place.map_or(Value::Blank, |place| self.values.at(field, Some(place)).clone())
                }
                _ => Value::Blank,
            },
            Expression::Regex(text, pattern) => Value::Bool(pattern.matches(&printed(&self.value(text)))),
            Expression::FormatDate(date, pieces) => match self.value(date) {
                Value::Date(date) => made_text(dates::format(date.midnight(), pieces)),
                Value::Moment(moment) => made_text(dates::format(moment, pieces)),
                _ => Value::Blank,
            },
            Expression::Call(function, arguments) => {
                let arguments: Vec<Value> = arguments.iter().map(|argument| self.value(argument)).collect();
                call(*function, &arguments).unwrap_or(Value::Blank)
            }
        }
    }

    fn gather(&self, gather: Gather, field: &FieldRef) -> Value {
        let all = self.values.items(field.group).iter().filter_map(|item| item.get(field.field));
        if gather == Gather::CountNonEmpty {
            return Value::Number(Number::count(all.filter(|value| **value != Value::Blank).count()));
        }
        let mut numbers = all.filter_map(number);
        let found = match gather {
            Gather::Min => numbers.min(),
            Gather::Max => numbers.max(),
            Gather::Sum | Gather::CountNonEmpty => {
                let Some(first) = numbers.next() else { return Value::Blank };
                numbers.try_fold(first, Number::plus)
            }
        };
        found.map_or(Value::Blank, Value::Number)
    }
}

fn number(value: &Value) -> Option<Number> {
    match value {
        Value::Number(number) => Some(*number),
        _ => None,
    }
}

fn compare(operator: Operator, left: &Value, right: &Value) -> bool {
    let order = match (left, right) {
        (Value::Number(left), Value::Number(right)) => Some(left.cmp(right)),
        (Value::Date(left), Value::Date(right)) => Some(left.cmp(right)),
        (Value::Time(left), Value::Time(right)) => Some(left.cmp(right)),
        (Value::Moment(left), Value::Moment(right)) => Some(left.cmp(right)),
        _ => None,
    };
    match operator {
        Operator::Equal => left == right,
        Operator::NotEqual => left != right,
        Operator::Less => order == Some(Ordering::Less),
        Operator::LessOrEqual => matches!(order, Some(Ordering::Less | Ordering::Equal)),
        Operator::Greater => order == Some(Ordering::Greater),
        Operator::GreaterOrEqual => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
        _ => false,
    }
}

fn arithmetic(operator: Operator, left: &Value, right: &Value) -> Option<Value> {
    if let (Value::Number(left), Value::Number(right)) = (left, right) {
        let result = match operator {
            Operator::Add => left.plus(*right),
            Operator::Subtract => left.minus(*right),
            Operator::Multiply => left.times(*right),
            Operator::Divide => left.over(*right),
            Operator::Remainder => left.rest(*right),
            _ => None,
        };
        return result.map(Value::Number);
    }
    match (left, operator, right) {
        (Value::Date(left), Operator::Subtract, Value::Date(right)) => {
            Some(Value::Number(Number::whole(dates::number_of(*left) - dates::number_of(*right))))
        }
        (Value::Date(date), Operator::Add, Value::Number(days))
        | (Value::Number(days), Operator::Add, Value::Date(date)) => dates::later(*date, *days).map(Value::Date),
        (Value::Date(date), Operator::Subtract, Value::Number(days)) => {
            dates::later(*date, days.negate()).map(Value::Date)
        }
        _ => None,
    }
}

/// A value as a text; blank is empty.
pub fn printed(value: &Value) -> String {
    match value {
        Value::Blank | Value::Present => String::new(),
        Value::Bool(yes) => yes.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Text(text) => text.to_string(),
        Value::Date(date) => iso(*date),
        Value::Time(time) => time.to_string(),
        Value::Moment(moment) => dates::moment_text(*moment),
        Value::Many(chosen) => chosen.join(" "),
    }
}

/// A text that is too long is blank.
fn made_text(text: String) -> Value {
    if text.chars().count() > MAX_TEXT { Value::Blank } else { Value::text(&text) }
}

fn call(function: Function, arguments: &[Value]) -> Option<Value> {
    let first = arguments.first()?;
    let two = || arguments.get(1).map(|second| (printed(first), printed(second)));
    let is = |test: fn(&str, &str) -> bool| {
        // An empty text is in every text, which is never what a form means.
        two().map(|(text, part)| Value::Bool(!text.is_empty() && !part.is_empty() && test(&text, &part)))
    };
    match function {
        Function::Coalesce => arguments.iter().find(|value| **value != Value::Blank).cloned(),
        Function::Concat => Some(made_text(arguments.iter().map(printed).collect())),
        Function::String => Some(made_text(printed(first))),
        Function::Contains => is(|text, part| text.contains(part)),
        Function::StartsWith => is(|text, part| text.starts_with(part)),
        Function::EndsWith => is(|text, part| text.ends_with(part)),
        Function::StringLength => Some(Value::Number(Number::count(printed(first).chars().count()))),
        Function::Selected => match (first, arguments.get(1)?) {
            (Value::Many(chosen), Value::Text(value)) => Some(Value::Bool(chosen.iter().any(|one| **one == **value))),
            (Value::Text(chosen), Value::Text(value)) => Some(Value::Bool(chosen == value)),
            _ => Some(Value::Bool(false)),
        },
        Function::CountSelected => Some(Value::Number(Number::count(match first {
            Value::Many(chosen) => chosen.len(),
            Value::Blank => 0,
            _ => 1,
        }))),
        Function::Date => match first {
            Value::Date(date) => Some(Value::Date(*date)),
            Value::Moment(moment) => Some(Value::Date(moment.date())),
            Value::Text(text) => parse_iso(text).map(Value::Date),
            Value::Number(days) => dates::day_of(days.to_i64()?).map(Value::Date),
            _ => None,
        },
        Function::DecimalTime => match first {
            Value::Time(time) => Number::whole(i64::from(time.minutes()))
                .over(Number::whole(i64::from(ClockTime::MINUTES_OF_A_DAY)))
                .map(Value::Number),
            _ => None,
        },
        Function::Number => match first {
            Value::Number(number) => Some(Value::Number(*number)),
            Value::Text(text) => Number::parse(text).map(Value::Number),
            Value::Date(date) => Some(Value::Number(Number::whole(dates::number_of(*date)))),
            _ => None,
        },
        Function::Int => number(first).map(|number| Value::Number(number.truncate())),
        Function::Round => {
            let decimals = match arguments.get(1) {
                None => Some(0),
                Some(decimals) => number(decimals)?.to_i64().and_then(|n| u32::try_from(n).ok()).filter(|n| *n <= 10),
            };
            number(first)?.round(decimals?).map(Value::Number)
        }
        Function::Min => arguments.iter().filter_map(number).min().map(Value::Number),
        Function::Max => arguments.iter().filter_map(number).max().map(Value::Number),
    }
}
