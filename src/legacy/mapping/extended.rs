//! Converts MongoDB Extended JSON, canonical and relaxed, to plain JSON.
//!
//! Numbers become numbers, or text if a number type would round them; timestamps become UTC text; binary data becomes a
//! data URL, the format in which the legacy app stored pictures.

use serde_json::{Map, Number, Value};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// Replaces every known wrapper such as `{"$oid": …}` in a document. Unknown keys with a dollar sign stay unchanged.
pub fn plain(value: &Value) -> Value {
    match value {
        Value::Array(list) => Value::Array(list.iter().map(plain).collect()),
        Value::Object(map) => wrapped(map)
            .unwrap_or_else(|| Value::Object(map.iter().map(|(key, value)| (key.clone(), plain(value))).collect())),
        other => other.clone(),
    }
}

fn wrapped(map: &Map<String, Value>) -> Option<Value> {
    let (key, value) = map.iter().next()?;
    if !key.starts_with('$') {
        return None;
    }
    if let (2, Some(Value::String(base64))) = (map.len(), map.get("$binary")) {
        // The format before version 4.2, with "$type" beside it.
        return Some(data_url(base64));
    }
    if map.len() != 1 {
        return None;
    }
    match (key.as_str(), value) {
        ("$oid" | "$uuid" | "$symbol" | "$code", Value::String(text)) => Some(Value::String(text.clone())),
        ("$date", value) => date(value),
        ("$numberInt" | "$numberLong", Value::String(text)) => Some(whole(text)),
        ("$numberDouble", Value::String(text)) => Some(double(text)),
        ("$numberDecimal", Value::String(text)) => Some(decimal(text)),
        ("$binary", Value::Object(binary)) => Some(data_url(binary.get("base64")?.as_str()?)),
        ("$timestamp", Value::Object(stamp)) => moment(i128::from(stamp.get("t")?.as_i64()?) * 1_000_000_000),
        ("$undefined", _) => Some(Value::Null),
        _ => None,
    }
}

fn date(value: &Value) -> Option<Value> {
    match value {
        Value::String(text) => Some(Value::String(text.clone())),
        Value::Number(millis) => moment(i128::from(millis.as_i64()?) * 1_000_000),
        Value::Object(map) => {
            let millis: i64 = map.get("$numberLong")?.as_str()?.parse().ok()?;
            moment(i128::from(millis) * 1_000_000)
        }
        _ => None,
    }
}

fn moment(nanos: i128) -> Option<Value> {
    let moment = OffsetDateTime::from_unix_timestamp_nanos(nanos).ok()?;
    moment.format(&Rfc3339).ok().map(Value::String)
}

fn whole(text: &str) -> Value {
    text.parse::<i64>().map_or_else(|_| Value::String(text.to_owned()), Value::from)
}

/// `NaN` and `Infinity` cannot be represented in JSON and become null.
fn double(text: &str) -> Value {
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() && number.fract() == 0.0 && number.abs() < 1e15 => Value::from(number as i64),
        Ok(number) => Number::from_f64(number).map_or(Value::Null, Value::Number),
        Err(_) => Value::String(text.to_owned()),
    }
}

fn decimal(text: &str) -> Value {
    match text {
        "NaN" | "Infinity" | "-Infinity" => Value::Null,
        number => Value::String(number.to_owned()),
    }
}

fn data_url(base64: &str) -> Value {
    Value::String(format!("data:application/octet-stream;base64,{base64}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn canonical_and_relaxed_extended_json_are_equal() {
        for (extended, expected) in [
            (json!({"$oid": "65f1c0ffee0123456789abcd"}), json!("65f1c0ffee0123456789abcd")),
            (json!({"$date": "2024-03-14T09:30:00Z"}), json!("2024-03-14T09:30:00Z")),
            (json!({"$date": {"$numberLong": "1710408600000"}}), json!("2024-03-14T09:30:00Z")),
            (json!({"$date": 1_710_408_600_000_i64}), json!("2024-03-14T09:30:00Z")),
            (json!({"$date": {"$numberLong": "-1000"}}), json!("1969-12-31T23:59:59Z")),
            (json!({"$numberInt": "42"}), json!(42)),
            (json!({"$numberLong": "9007199254740993"}), json!(9_007_199_254_740_993_i64)),
            (json!({"$numberLong": "99999999999999999999"}), json!("99999999999999999999")),
            (json!({"$numberDouble": "1.5"}), json!(1.5)),
            (json!({"$numberDouble": "3.0"}), json!(3)),
            (json!({"$numberDouble": "NaN"}), json!(null)),
            (json!({"$numberDecimal": "1.10"}), json!("1.10")),
            (
                json!({"$binary": {"base64": "AAEC", "subType": "00"}}),
                json!("data:application/octet-stream;base64,AAEC"),
            ),
            (json!({"$binary": "AAEC", "$type": "00"}), json!("data:application/octet-stream;base64,AAEC")),
            (json!({"$timestamp": {"t": 1_710_408_600, "i": 1}}), json!("2024-03-14T09:30:00Z")),
            (json!({"$undefined": true}), json!(null)),
            (json!({"$ref": "users", "$id": {"$oid": "aa"}}), json!({"$ref": "users", "$id": "aa"})),
            (json!({"$odd": 1}), json!({"$odd": 1})),
            (json!({"a": [{"b": {"$numberInt": "1"}}]}), json!({"a": [{"b": 1}]})),
            (json!({"$date": "x", "also": 1}), json!({"$date": "x", "also": 1})),
        ] {
            assert_eq!(plain(&extended), expected, "{extended}");
        }
    }
}
