//! Access to values by path: `property.name`, `rooms.0.photo`; `.` is the whole document.

use serde_json::Value;
use std::collections::HashSet;

/// The value at a path; `None` if it is missing or null.
pub fn at<'v>(value: &'v Value, path: &str) -> Option<&'v Value> {
    if path == "." {
        return Some(value).filter(|value| !value.is_null());
    }
    let mut found = value;
    for part in path.split('.') {
        found = match found {
            Value::Object(map) => map.get(part)?,
            Value::Array(list) => list.get(part.parse::<usize>().ok()?)?,
            _ => return None,
        };
    }
    Some(found).filter(|value| !value.is_null())
}

/// Joins paths: `rooms` and `name` give `rooms.name`; `.` adds nothing.
pub fn join(base: &str, path: &str) -> String {
    match (base, path) {
        ("" | ".", path) => path.to_owned(),
        (base, ".") => base.to_owned(),
        (base, path) => format!("{base}.{path}"),
    }
}

/// A single value as text; `None` for lists, objects and blank text.
pub fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()).filter(|text| !text.trim().is_empty()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// The paths whose values a mapping has used completely.
#[derive(Debug, Default)]
pub struct UsedPaths(HashSet<String>);

impl UsedPaths {
    pub fn mark_used(&mut self, path: &str) {
        self.0.insert(path.to_owned());
    }

    /// Everything that was not used, as leaf values with their paths.
    pub fn rest<'v>(&self, value: &'v Value) -> Vec<(String, &'v Value)> {
        let mut rest = Vec::new();
        if !self.0.contains(".") {
            self.walk("", value, &mut rest);
        }
        rest
    }

    fn walk<'v>(&self, path: &str, value: &'v Value, rest: &mut Vec<(String, &'v Value)>) {
        let mut below = |key: String, value: &'v Value| {
            let path = join(path, &key);
            if !self.0.contains(&path) {
                self.walk(&path, value, rest);
            }
        };
        match value {
            Value::Object(map) => map.iter().for_each(|(key, value)| below(key.clone(), value)),
            Value::Array(list) => list.iter().enumerate().for_each(|(index, value)| below(index.to_string(), value)),
            single => rest.push((path.to_owned(), single)),
        }
    }
}
