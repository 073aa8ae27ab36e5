//! One changed value: how it is made, and how it is undone.

use super::Table;
use rand::{Rng, RngExt, rngs::SmallRng};
use serde_json::Value;
use tokio_postgres::Client;

pub(super) struct ChangedValue {
    pub(super) called: String,
    pub(super) sql: String,
    pub(super) back: String,
}

impl ChangedValue {
    /// A change of one value of a column; none if the column has no value.
    pub(super) async fn any(
        client: &Client,
        dice: &mut SmallRng,
        table: &Table,
        column: &str,
        kind: &str,
    ) -> Option<ChangedValue> {
        let Table { name, rows, called, .. } = table;
        let query = format!(
            "SELECT id, {called}, {column}::text FROM {name} t WHERE {rows} AND {column} IS NOT NULL
             ORDER BY md5(id::text || '{}') LIMIT 1",
            dice.next_u64()
        );
        let row = client.query_opt(&query, &[]).await.expect("a row")?;
        let (id, called, value): (i64, String, String) = (row.get(0), row.get(1), row.get(2));
        let flipped = flipped(dice, kind, &value)?;
        let quoted = |text: &str| format!("$flip${text}$flip$::{kind}");
        let set = |text: &str| format!("UPDATE {name} SET {column} = {} WHERE id = {id}", quoted(text));
        Some(ChangedValue { called, sql: set(&flipped), back: set(&value) })
    }

    pub(super) async fn make(&self, client: &Client) -> bool {
        client.batch_execute(&self.sql).await.is_ok()
    }

    pub(super) async fn undo(&self, client: &Client) {
        client.batch_execute(&self.back).await.expect("as it was");
    }
}

/// The value with one bit, digit or character changed.
pub(super) fn flipped(dice: &mut SmallRng, kind: &str, value: &str) -> Option<String> {
    match kind {
        "bytea" => {
            let digits = value.len() - 2;
            let at = 2 + dice.random_range(0..digits.max(1));
            (digits > 0).then(|| replaced(value, at, "01"))
        }
        "jsonb" => {
            let mut json: Value = serde_json::from_str(value).ok()?;
            let leaves = count(&json);
            let mut at = dice.random_range(0..leaves.max(1));
            alter(&mut json, &mut at).then(|| json.to_string())
        }
        "tsvector" => {
            let words: Vec<&str> = value.split(' ').collect();
            let without = dice.random_range(0..words.len());
            Some(
                words
                    .iter()
                    .enumerate()
                    .filter(|(at, _)| *at != without)
                    .map(|(_, word)| *word)
                    .collect::<Vec<_>>()
                    .join(" "),
            )
        }
        "date" | "timestamp with time zone" => {
            // The last digit of the day.
            let at = 9;
            Some(replaced(value, at, "12"))
        }
        "boolean" => Some((value != "true").to_string()),
        "integer" | "bigint" => Some((value.parse::<i64>().ok()? + 1).to_string()),
        _ if value.is_empty() => Some("x".to_owned()),
        _ => {
            let at: Vec<usize> = value.char_indices().map(|(at, _)| at).collect();
            Some(replaced(value, at[dice.random_range(0..at.len())], "xy"))
        }
    }
}

/// The character at this position becomes the first of two, or the second if it is the first.
fn replaced(text: &str, at: usize, two: &str) -> String {
    let (before, rest) = text.split_at(at);
    let mut rest = rest.chars();
    let old = rest.next();
    let new = two.chars().find(|new| Some(*new) != old).expect("two different characters");
    format!("{before}{new}{}", rest.as_str())
}

fn count(json: &Value) -> usize {
    match json {
        Value::Array(all) => all.iter().map(count).sum(),
        Value::Object(all) => all.values().map(count).sum(),
        Value::Null => 0,
        _ => 1,
    }
}

/// Changes the leaf with this number.
fn alter(json: &mut Value, at: &mut usize) -> bool {
    match json {
        Value::Array(all) => all.iter_mut().any(|value| alter(value, at)),
        Value::Object(all) => all.values_mut().any(|value| alter(value, at)),
        Value::Null => false,
        _ if *at > 0 => {
            *at -= 1;
            false
        }
        Value::Bool(yes) => {
            *yes = !*yes;
            true
        }
        Value::Number(number) => {
            *json = Value::from(number.as_f64().unwrap_or_default() + 1.0);
            true
        }
        Value::String(text) => {
            *text = if text.is_empty() { "x".to_owned() } else { replaced(text, 0, "xy") };
            true
        }
    }
}
