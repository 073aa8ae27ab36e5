//! The differences between two stores about one submission, answer by answer, as stored JSON values.
//!
//! Both sides are normalised first, so that only visible differences count: an empty answer equals a missing one, the
//! order of keys is ignored, and `12.0` equals `12`.

use serde_json::Value;
use std::collections::BTreeMap;

/// An answer with different values in the two stores.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Difference {
    /// Such as `items.0.asset`.
    pub path: String,
    pub database: Option<String>,
    pub file: Option<String>,
}

/// All answers that differ, sorted by path (`items.0.asset`).
pub(super) fn between(database: &Value, file: &Value) -> Vec<Difference> {
    let (mut database_values, mut file_values) = (BTreeMap::new(), BTreeMap::new());
    collect(&mut database_values, String::new(), database);
    collect(&mut file_values, String::new(), file);
    let mut differences = Vec::new();
    for (path, text) in &database_values {
        let other = file_values.remove(path);
        if other.as_ref() != Some(text) {
            differences.push(Difference { path: path.clone(), database: Some(text.clone()), file: other });
        }
    }
    differences.extend(file_values.into_iter().map(|(path, text)| Difference {
        path,
        database: None,
        file: Some(text),
    }));
    differences.sort_by(|a, b| a.path.cmp(&b.path));
    differences
}

/// Collects the leaves of a JSON value by path.
fn collect(leaves: &mut BTreeMap<String, String>, path: String, value: &Value) {
    let below = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    match value {
        Value::Null => {}
        Value::Object(map) => map.iter().for_each(|(key, value)| collect(leaves, below(key), value)),
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(index, value)| collect(leaves, below(&index.to_string()), value));
        }
        Value::String(text) if text.is_empty() => {}
        Value::String(text) => drop(leaves.insert(path, text.clone())),
        Value::Bool(yes) => drop(leaves.insert(path, yes.to_string())),
        Value::Number(number) => {
            let text = number.to_string();
            leaves.insert(path, text.strip_suffix(".0").map(str::to_owned).unwrap_or(text));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn paths(database: Value, file: Value) -> Vec<String> {
        between(&database, &file).into_iter().map(|d| format!("{} {:?} {:?}", d.path, d.database, d.file)).collect()
    }

    #[test]
    fn names_that_look_the_same_are_equal() {
        let a = json!({ "site": "A", "n": 12, "empty": "", "none": null, "items": [{ "x": 1 }], "list": [] });
        let b = json!({ "items": [{ "x": 1.0 }], "n": 12.0, "site": "A" });
        assert_eq!(paths(a, b), Vec::<String>::new());
    }

    #[test]
    fn a_difference_names_its_path_and_both_values() {
        let a = json!({ "site": "A", "items": [{ "asset": "Pump", "photos": ["upl_1"] }], "done": true });
        let b = json!({ "site": "B", "items": [{ "asset": "Pump" }], "further": { "brand": "X" }, "done": "true" });
        assert_eq!(
            paths(a, b),
            [
                r#"further.brand None Some("X")"#,
                r#"items.0.photos.0 Some("upl_1") None"#,
                r#"site Some("A") Some("B")"#,
            ]
        );
    }
}
