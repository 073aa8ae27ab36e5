//! How many items of a repeating group a value of its `repeat_count` asks for. `static/js/rule_functions.js` has the same
//! rule; both are tested with the same vectors.

use crate::domain::rules::{number::Number, value::Value};

/// Without the decimals of the number, from none to `max`; `None` if it asks for no number of items, because the question
/// that it reads is not answered.
pub fn item_count(value: &Value, max: usize) -> Option<usize> {
    let Value::Number(number) = value else { return None };
    if *number < Number::ZERO {
        return Some(0);
    }
    // What does not fit into an integer is above every limit.
    let whole = number.to_i64().and_then(|whole| usize::try_from(whole).ok());
    Some(whole.map_or(max, |whole| whole.min(max)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value as Json;

    const VECTORS: &str = include_str!("../../../tests/fixtures/rules/vectors.json");

    fn number(text: &str) -> Value {
        let digits = Number::parse(text.trim_start_matches('-')).unwrap();
        Value::Number(if text.starts_with('-') { digits.negate() } else { digits })
    }

    #[test]
    fn vectors() {
        let file: Json = serde_json::from_str(VECTORS).unwrap();
        let counts = file["counts"].as_array().unwrap();
        assert!(counts.len() >= 8);
        for vector in counts {
            let value = vector["value"].as_str().map_or(Value::Blank, number);
            let max = vector["max"].as_u64().and_then(|max| usize::try_from(max).ok()).unwrap();
            let expected = vector["result"].as_u64().and_then(|count| usize::try_from(count).ok());
            assert_eq!(item_count(&value, max), expected, "{vector}");
        }
        assert_eq!(item_count(&Value::text("many"), 5), None);
    }
}
