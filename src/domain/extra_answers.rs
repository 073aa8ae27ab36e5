//! Labels for answers of imported records that the form does not have. A label states where in the record the answer
//! was.

use super::{form::FormDef, lang::Lang};

/// `items.0.brand` becomes "Item 1 · brand", `estimated_completion` becomes "Estimated completion".
pub fn label(path: &str, def: &FormDef, lang: Lang) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut group = "";
    for part in path.split('.') {
        let number = part.parse::<usize>().ok().filter(|_| part.bytes().all(|b| b.is_ascii_digit()));
        match (number, parts.last_mut()) {
            (Some(index), Some(before)) => *before = numbered(group, before, index, def, lang),
            (Some(index), None) => parts.push((index + 1).to_string()),
            (None, _) => parts.push(spaced(part)),
        }
        group = part;
    }
    parts.retain(|part| !part.is_empty());
    let label = parts.join(" · ");
    let mut letters = label.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => path.to_owned(),
    }
}

/// The label of one element of a list: the name of the item in the form, if the form has such a repeating group.
fn numbered(group: &str, before: &str, index: usize, def: &FormDef, lang: Lang) -> String {
    let known = def.items_named(group).map(|items| items.singular.get(lang));
    format!("{} {}", known.unwrap_or(before), index.saturating_add(1))
}

fn spaced(part: &str) -> String {
    part.trim_end_matches("[]").replace(['_', '-'], " ").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        form::{Items, SectionBody},
        form_samples::{form, items},
        lang::Label,
    };

    fn def() -> FormDef {
        let items = Items { singular: Label::new("Item", "البند"), ..items("items", Vec::new()) };
        form(vec![SectionBody::Items(items)])
    }

    #[test]
    fn a_path_becomes_a_name() {
        let long = format!("items.{}.x", "9".repeat(30));
        for (path, en) in [
            ("items.0.brand", "Item 1 · brand"),
            ("estimated_completion", "Estimated completion"),
            ("work_items.2.item_number", "Work items 3 · item number"),
            ("fields.work_desc[]", "Fields · work desc"),
            ("photos.0.1", "Photos 1 2"),
            ("0", "1"),
            ("...", "..."),
            ("", ""),
            ("ملاحظات", "ملاحظات"),
            (long.as_str(), &format!("Items · {} · x", "9".repeat(30))),
        ] {
            assert_eq!(label(path, &def(), Lang::EN), en, "{path}");
        }
        assert_eq!(label("items.0.brand", &def(), Lang::AR), "البند 1 · brand");
    }
}
