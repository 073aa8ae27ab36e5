//! JSON numbers: a number value if that is exact, else the original text.

use serde_json::{Number, Value};

/// The extent of a number at the beginning of a text, in bytes.
#[derive(Debug, PartialEq, Eq)]
pub enum NumberExtent {
    Complete(usize),
    /// The text ends where a digit is required.
    Truncated,
    /// Another character is found where a digit is required, at this offset.
    Invalid(usize),
}

/// Measures `-?(0|[1-9][0-9]*)(.[0-9]+)?([eE][+-]?[0-9]+)?`, the grammar of JSON numbers.
pub fn measure(text: &[u8]) -> NumberExtent {
    let at = |i: usize| text.get(i).copied();
    let mut i = usize::from(at(0) == Some(b'-'));
    match at(i) {
        Some(b'0') => i += 1,
        _ => match digits(text, i) {
            Ok(end) => i = end,
            Err(broken) => return broken,
        },
    }
    if at(i) == Some(b'.') {
        match digits(text, i + 1) {
            Ok(end) => i = end,
            Err(broken) => return broken,
        }
    }
    if matches!(at(i), Some(b'e' | b'E')) {
        i += 1;
        if matches!(at(i), Some(b'+' | b'-')) {
            i += 1;
        }
        match digits(text, i) {
            Ok(end) => i = end,
            Err(broken) => return broken,
        }
    }
    NumberExtent::Complete(i)
}

/// The end of a sequence of at least one digit.
fn digits(text: &[u8], from: usize) -> Result<usize, NumberExtent> {
    let count = text.iter().skip(from).take_while(|b| b.is_ascii_digit()).count();
    match (count, text.len() > from) {
        (0, true) => Err(NumberExtent::Invalid(from)),
        (0, false) => Err(NumberExtent::Truncated),
        _ => Ok(from + count),
    }
}

/// The value of a number; `None` if no number type would be written with the same text.
pub fn exact(text: &str) -> Option<Value> {
    let number = text
        .parse::<i64>()
        .map(Number::from)
        .or_else(|_| text.parse::<u64>().map(Number::from))
        .ok()
        .or_else(|| text.parse::<f64>().ok().and_then(Number::from_f64))?;
    (number.to_string() == text).then_some(Value::Number(number))
}
