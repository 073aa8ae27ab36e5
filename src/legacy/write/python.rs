//! JSON in the layout of Python's `json.dump`: ASCII only, either indented by two spaces or on one line.

use serde_json::Value;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    Indented,
    OneLine,
}

pub fn write(value: &Value, layout: Layout) -> String {
    let mut out = String::new();
    element(value, layout, 0, &mut out);
    out
}

fn element(value: &Value, layout: Layout, level: usize, out: &mut String) {
    match value {
        Value::Object(map) if !map.is_empty() => {
            out.push('{');
            for (index, (key, value)) in map.iter().enumerate() {
                separate(layout, level + 1, index, out);
                text(key, out);
                out.push_str(": ");
                element(value, layout, level + 1, out);
            }
            close(layout, level, '}', out);
        }
        Value::Array(list) if !list.is_empty() => {
            out.push('[');
            for (index, value) in list.iter().enumerate() {
                separate(layout, level + 1, index, out);
                element(value, layout, level + 1, out);
            }
            close(layout, level, ']', out);
        }
        Value::String(string) => text(string, out),
        other => out.push_str(&other.to_string()),
    }
}

fn separate(layout: Layout, level: usize, index: usize, out: &mut String) {
    match (layout, index) {
        (Layout::OneLine, 0) => {}
        (Layout::OneLine, _) => out.push_str(", "),
        (Layout::Indented, 0) => line(level, out),
        (Layout::Indented, _) => {
            out.push(',');
            line(level, out);
        }
    }
}

fn close(layout: Layout, level: usize, bracket: char, out: &mut String) {
    if layout == Layout::Indented {
        line(level, out);
    }
    out.push(bracket);
}

fn line(level: usize, out: &mut String) {
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", level));
}

fn text(string: &str, out: &mut String) {
    for c in Value::from(string).to_string().chars() {
        if matches!(c, ' '..='~') {
            out.push(c);
        } else {
            c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| out.push_str(&format!("\\u{unit:04x}")));
        }
    }
}
