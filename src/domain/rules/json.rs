//! The typed tree as JSON, for `static/js/rules.js`: an operation is a list of its name and its operands.

use super::{
    dates::{LETTERS, Piece},
    pattern::Part,
    tree::{Expression, Gather},
};
use serde_json::{Value, json};

pub fn expression(tree: &Expression) -> Value {
    let of = expression;
    match tree {
        Expression::Blank => Value::Null,
        Expression::Bool(yes) => json!(yes),
        Expression::Number(number) => json!(["n", number.to_string()]),
        Expression::Text(text) => json!(**text),
        Expression::Time(time) => json!(["time", time.to_string()]),
        Expression::Field(field) => match field.group {
            None => json!(["f", field.name]),
            Some(_) => json!(["i", field.name]),
        },
        Expression::Own => json!(["."]),
        Expression::Position => json!(["position"]),
        Expression::Column(name) => json!(["column", name]),
        Expression::Today => json!(["today"]),
        Expression::Now => json!(["now"]),
        Expression::Not(inner) => json!(["not", of(inner)]),
        Expression::And(left, right) => json!(["and", of(left), of(right)]),
        Expression::Or(left, right) => json!(["or", of(left), of(right)]),
        Expression::Compare(operator, left, right) | Expression::Arithmetic(operator, left, right) => {
            json!([operator.symbol(), of(left), of(right)])
        }
        Expression::Negate(inner) => json!(["neg", of(inner)]),
        Expression::If(condition, yes, no) => json!(["if", of(condition), of(yes), of(no)]),
        Expression::Gather(gather, field) => {
            let name = match gather {
                Gather::Sum => "sum",
                Gather::Min => "all-min",
                Gather::Max => "all-max",
                Gather::CountNonEmpty => "count-non-empty",
            };
            json!([name, field.group, field.name])
        }
        Expression::Count { group, .. } => json!(["count", group]),
        Expression::Indexed(field, number) => json!(["indexed-repeat", field.group, field.name, of(number)]),
        Expression::Regex(text, pattern) => json!(["regex", of(text), part(&pattern.tree)]),
        Expression::FormatDate(date, pieces) => {
            let pieces: Vec<Value> = pieces.iter().map(piece).collect();
            json!(["format-date", of(date), pieces])
        }
        Expression::Call(function, arguments) => {
            let mut list = vec![json!(function.name())];
            list.extend(arguments.iter().map(of));
            Value::Array(list)
        }
    }
}

/// A text, or the letter of a format in a list.
fn piece(piece: &Piece) -> Value {
    match (piece, LETTERS.iter().find(|(_, known)| known == piece)) {
        (Piece::Text(text), _) => json!(text),
        (_, Some((letter, _))) => json!([letter.to_string()]),
        (_, None) => Value::Null,
    }
}

/// `[0 or 1, from, to, …]` for a class, whose first number says whether it is negated.
fn part(tree: &Part) -> Value {
    let all = |parts: &[Part]| parts.iter().map(part).collect::<Vec<Value>>();
    match tree {
        Part::Class { ranges, is_negated } => {
            let mut list = vec![u32::from(*is_negated)];
            list.extend(ranges.iter().flat_map(|(from, to)| [u32::from(*from), u32::from(*to)]));
            json!(list)
        }
        Part::Sequence(parts) => json!({ "all": all(parts) }),
        Part::Either(parts) => json!({ "any": all(parts) }),
        Part::Repeat { part: inner, least, most } => json!({ "part": part(inner), "least": least, "most": most }),
        Part::Start => json!("^"),
        Part::End => json!("$"),
    }
}
