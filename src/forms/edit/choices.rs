//! The choices of a question as lines of a text, so that they can be typed and pasted.
//!
//! A line is `English | Arabic`, or `value | English | Arabic` if the stored value is another text, and then any number of
//! `key=text` for a choice filter. `\|`, `\=` and `\\` stand for the characters themselves, `\n` for a line break.

use super::document::text_at;
use toml_edit::{Array, InlineTable, Item, TableLike, Value};

const BEHIND: [(char, char); 4] = [('\\', '\\'), ('|', '|'), ('=', '='), ('\n', 'n')];

/// The lines of a list of choices.
pub fn to_lines(item: &Item) -> String {
    let tables: Vec<&dyn TableLike> = match item {
        Item::ArrayOfTables(tables) => tables.iter().map(|table| table as &dyn TableLike).collect(),
        Item::Value(Value::Array(array)) => {
            array.iter().filter_map(|value| value.as_inline_table()).map(|table| table as &dyn TableLike).collect()
        }
        Item::Value(_) | Item::Table(_) | Item::None => Vec::new(),
    };
    let lines: Vec<String> = tables.into_iter().map(line).collect();
    lines.join("\n")
}

fn line(choice: &dyn TableLike) -> String {
    let value = text_at(choice, "value").trim();
    let (en, ar) = (choice.get("en").and_then(Item::as_str).unwrap_or(value).trim(), text_at(choice, "ar").trim());
    let mut parts: Vec<String> = if en == value { Vec::new() } else { vec![escaped(value)] };
    parts.extend([escaped(en), escaped(ar)]);
    let further = choice.iter().filter(|(key, _)| !matches!(*key, "value" | "en" | "ar"));
    let further = further.filter_map(|(key, item)| Some(format!("{key}={}", escaped(item.as_str()?))));
    parts.extend(further);
    parts.join(" | ")
}

/// The list of the choices that stand in lines; empty lines are left out.
pub fn from_lines(lines: &str) -> Array {
    let mut choices = Array::new();
    for line in lines.lines().filter(|line| !line.trim().is_empty()) {
        choices.push_formatted(Value::InlineTable(choice(line)).decorated("\n    ", ""));
    }
    choices.set_trailing("\n");
    choices.set_trailing_comma(true);
    choices
}

fn choice(line: &str) -> InlineTable {
    let (mut texts, mut further) = (Vec::new(), Vec::new());
    for part in parts(line) {
        match part.key {
            Some(key) if texts.len() > 1 => further.push((key, part.text)),
            Some(key) => texts.push(format!("{key}={}", part.text)),
            None => texts.push(part.text),
        }
    }
    let mut table = InlineTable::new();
    // The loader complains about a text that is missing, and about keys that it does not know.
    let (value, en, ar) = match texts.as_slice() {
        [both] => (both.as_str(), None, ""),
        [both, ar] => (both.as_str(), None, ar.as_str()),
        [value, en, ar, ..] => (value.as_str(), Some(en.as_str()), ar.as_str()),
        [] => ("", None, ""),
    };
    table.insert("value", value.into());
    if let Some(en) = en.filter(|en| *en != value) {
        table.insert("en", en.into());
    }
    table.insert("ar", ar.into());
    for (key, text) in further {
        table.insert(key, text.into());
    }
    if texts.len() > 3 {
        table.insert("|", texts.get(3..).unwrap_or_default().join("|").into());
    }
    table
}

/// What stands between two bars.
#[derive(Default)]
struct Part {
    /// What stands before an equals sign.
    key: Option<String>,
    text: String,
}

fn parts(line: &str) -> Vec<Part> {
    let mut parts = vec![Part::default()];
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        let Some(part) = parts.last_mut() else { break };
        match c {
            '\\' => {
                let next = chars.next();
                let meant = BEHIND.iter().find(|(_, written)| Some(*written) == next).map(|(meant, _)| *meant);
                match (meant, next) {
                    (Some(meant), _) => part.text.push(meant),
                    (None, next) => part.text.extend(['\\'].into_iter().chain(next)),
                }
            }
            '|' => parts.push(Part::default()),
            '=' if part.key.is_none() => part.key = Some(std::mem::take(&mut part.text)),
            c => part.text.push(c),
        }
    }
    for part in &mut parts {
        part.text = part.text.trim().to_owned();
        part.key = part.key.take().map(|key| key.trim().to_owned());
    }
    parts
}

fn escaped(text: &str) -> String {
    text.chars()
        .flat_map(|c| {
            let written = BEHIND.iter().find(|(meant, _)| *meant == c).map(|(_, written)| *written);
            written.map_or([None, Some(c)], |written| [Some('\\'), Some(written)]).into_iter().flatten()
        })
        .collect()
}
