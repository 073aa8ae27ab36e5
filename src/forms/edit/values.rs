//! Between the keys of a form file and the texts of inputs.
//!
//! A tick is `true` or an empty text. A blank input is a key that is left out.

use super::{
    choices,
    controls::{Control, Shape},
    document::text_at,
};
use crate::domain::decimal::Decimal;
use std::collections::BTreeMap;
use toml_edit::{Array, InlineTable, Item, Table, TableLike, Value};

/// What a tick is.
pub const TICKED: &str = "true";

/// The inputs of a page by their names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entered(BTreeMap<String, String>);

impl Entered {
    /// Empty if there is no such input.
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// Without spaces at its ends and with LF as line breaks, as browsers send others.
    pub fn set(&mut self, name: &str, value: &str) {
        self.0.insert(name.to_owned(), value.trim().replace("\r\n", "\n"));
    }

    pub fn is_ticked(&self, name: &str) -> bool {
        !self.get(name).is_empty()
    }
}

/// Adds what stands in the table.
pub fn read(table: &Table, control: &Control, entered: &mut Entered) {
    for (name, value) in control.names.iter().zip(texts(find(table, control.path), control.shape)) {
        entered.set(name, &value);
    }
}

/// Writes what was entered, if it differs from what stands there.
pub fn write(table: &mut Table, control: &Control, kind: &str, entered: &Entered) {
    let mut before = Entered::default();
    read(table, control, &mut before);
    if control.names.iter().all(|name| before.get(name) == entered.get(name)) {
        return;
    }
    let now: Vec<&str> = control.names.iter().map(|name| entered.get(name)).collect();
    match item(control.shape, kind, &now) {
        Some(item) => put(table, control.path, item),
        None => remove(table, control.path),
    }
}

/// Removes a key, and the table that it stood in if nothing else does.
pub fn remove(table: &mut dyn TableLike, path: &[&str]) {
    match path {
        [] => {}
        [key] => {
            table.remove(key);
        }
        [key, rest @ ..] => {
            let Some(inner) = table.get_mut(key).and_then(Item::as_table_like_mut) else { return };
            remove(inner, rest);
            if inner.is_empty() {
                table.remove(key);
            }
        }
    }
}

fn put(table: &mut dyn TableLike, path: &[&str], item: Item) {
    match path {
        [] => {}
        [key] => match table.get_mut(key) {
            // The comment behind the old value stays.
            Some(old) if old.is_value() && item.is_value() => {
                let decor = old.as_value().map(|value| value.decor().clone());
                *old = item;
                if let (Some(value), Some(decor)) = (old.as_value_mut(), decor) {
                    *value.decor_mut() = decor;
                }
            }
            _ => {
                table.insert(key, item);
            }
        },
        [key, rest @ ..] => {
            if !table.get(key).is_some_and(Item::is_table_like) {
                table.insert(key, Item::Value(Value::InlineTable(InlineTable::new())));
            }
            if let Some(inner) = table.get_mut(key).and_then(Item::as_table_like_mut) {
                put(inner, rest, item);
            }
        }
    }
}

fn find<'t>(table: &'t dyn TableLike, path: &[&str]) -> Option<&'t Item> {
    match path {
        [] => None,
        [key] => table.get(key),
        [key, rest @ ..] => find(table.get(key)?.as_table_like()?, rest),
    }
}

/// The texts of the inputs, as many as the shape has.
fn texts(item: Option<&Item>, shape: Shape) -> Vec<String> {
    let flag = || tick(item.and_then(Item::as_bool).unwrap_or_default());
    let label = || item.and_then(Item::as_table_like).map(|label| (text_at(label, "en"), text_at(label, "ar")));
    match shape {
        Shape::Text | Shape::Number | Shape::Limit => vec![item.map(plain).unwrap_or_default()],
        Shape::Label => {
            let (en, ar) = label().unwrap_or_default();
            vec![en.to_owned(), ar.to_owned()]
        }
        Shape::Flag => vec![flag()],
        Shape::FlagOrRule => vec![flag(), item.and_then(Item::as_str).unwrap_or_default().to_owned()],
        Shape::Demand => {
            let (en, ar) = label().unwrap_or_default();
            let is_there = label().is_some() || item.and_then(Item::as_bool).unwrap_or_default();
            vec![tick(is_there), en.to_owned(), ar.to_owned()]
        }
        Shape::Default => {
            let rule = item.and_then(Item::as_table_like).map(|table| text_at(table, "calculate").to_owned());
            let value = if rule.is_some() { String::new() } else { item.map(plain).unwrap_or_default() };
            vec![value, rule.unwrap_or_default()]
        }
        Shape::Lines => {
            let lines = item.and_then(Item::as_array).into_iter().flat_map(Array::iter).filter_map(Value::as_str);
            vec![lines.collect::<Vec<_>>().join("\n")]
        }
        Shape::Choices => vec![item.map(choices::to_lines).unwrap_or_default()],
    }
}

/// A value of any plain type as a text.
fn plain(item: &Item) -> String {
    match item.as_value() {
        Some(Value::String(text)) => text.value().clone(),
        Some(value) if !value.is_array() && !value.is_inline_table() => {
            value.clone().decorated("", "").to_string().trim().to_owned()
        }
        _ => String::new(),
    }
}

fn tick(is_ticked: bool) -> String {
    if is_ticked { TICKED.to_owned() } else { String::new() }
}

/// The value of the key; none if it is left out.
fn item(shape: Shape, kind: &str, entered: &[&str]) -> Option<Item> {
    let text = |at: usize| entered.get(at).copied().unwrap_or_default();
    let (first, second, third) = (text(0), text(1), text(2));
    let is_there = |text: &str| !text.is_empty();
    let value = match shape {
        Shape::Text => is_there(first).then(|| first.into()),
        Shape::Label => (is_there(first) || is_there(second)).then(|| label(first, second)),
        Shape::Number => is_there(first).then(|| number(first)),
        Shape::Limit if kind == "time" => is_there(first).then(|| first.into()),
        Shape::Limit => is_there(first).then(|| number(first)),
        Shape::Flag => is_there(first).then(|| true.into()),
        Shape::FlagOrRule if is_there(second) => Some(second.into()),
        Shape::FlagOrRule => is_there(first).then(|| true.into()),
        Shape::Demand if is_there(first) && (is_there(second) || is_there(third)) => Some(label(second, third)),
        Shape::Demand => is_there(first).then(|| true.into()),
        Shape::Default if is_there(second) => {
            let mut table = InlineTable::new();
            table.insert("calculate", second.into());
            Some(Value::InlineTable(table))
        }
        Shape::Default if matches!(kind, "number" | "integer" | "range") => is_there(first).then(|| number(first)),
        Shape::Default => is_there(first).then(|| first.into()),
        Shape::Lines => {
            let lines: Array = first.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
            (!lines.is_empty()).then_some(Value::Array(lines))
        }
        Shape::Choices => is_there(first).then(|| Value::Array(choices::from_lines(first))),
    };
    value.map(Item::Value)
}

/// What is no number stays a text, about which the loader complains.
fn number(text: &str) -> Value {
    let number = text.parse::<Decimal>().ok().and_then(|number| number.to_string().parse().ok());
    number.unwrap_or_else(|| text.into())
}

/// A language that was left blank is written as an empty text, about which the loader complains.
fn label(en: &str, ar: &str) -> Value {
    let mut table = InlineTable::new();
    table.insert("en", en.into());
    table.insert("ar", ar.into());
    Value::InlineTable(table)
}
