//! The names of questions in the rules and the settings of a form.

use super::{
    document::{group_of, questions, questions_mut, text_at},
    editor::{FormEditor, QuestionPlace},
};
use crate::domain::score::{DEMANDED_COMMENT, DEMANDED_PHOTOS};
use toml_edit::{Item, Table, TableLike, Value};

/// The keys of sections and questions that are expressions.
const RULES: [&str; 6] = ["relevant", "required", "constraint", "calculation", "choice_filter", "default"];
/// That of a group of items, which stands outside of it.
const COUNT: [&str; 1] = ["repeat_count"];

/// Changes the name of a question wherever the form means this question by it; not in the question itself.
pub fn rename(editor: &mut FormEditor, place: &QuestionPlace, to: &str) {
    let name = place.name.as_str();
    let group = editor.section_table(&place.section).and_then(group_of).map(str::to_owned);
    let is_named_elsewhere = |editor: &FormEditor| {
        let others = editor.sections().filter(|section| group_of(section) != group.as_deref());
        others.flat_map(questions).any(|table| text_at(table, "name") == name)
    };
    // Two questions may have one name, in a group and outside of it; a rule then means the one that is nearer.
    let only_in_own = is_named_elsewhere(editor);
    for section in editor.sections_mut().into_iter().flat_map(|sections| sections.iter_mut()) {
        let items = section.get_mut("items").and_then(Item::as_table_like_mut);
        if let Some(items) = items.filter(|_| !only_in_own || group.is_none()) {
            rename_in(items, &COUNT, name, to);
        }
        if only_in_own && group_of(section) != group.as_deref() {
            continue;
        }
        rename_in(section, &RULES, name, to);
        let tables = questions_mut(section).into_iter().flat_map(|fields| fields.iter_mut());
        tables.for_each(|table| rename_in(table, &RULES, name, to));
    }
    let document = editor.document.as_table_mut();
    match group {
        None => {
            ["site_field", "date_field", "inspector_field"].iter().for_each(|key| replace(document, key, name, to));
            if let Some(report) = document.get_mut("report").and_then(Item::as_table_like_mut) {
                replace(report, "client", name, to);
            }
        }
        Some(_) => {
            in_report(document, |names| {
                names.iter_mut().filter(|value| value.as_str() == Some(name)).for_each(|value| *value = to.into());
            });
            let Some(totals) = document.get_mut("totals").and_then(Item::as_table_like_mut) else { return };
            replace(totals, "whole", name, to);
            for part in tables_of(totals.get_mut("parts")) {
                ["amount", "quantity", "unit_price"].iter().for_each(|key| replace(part, key, name, to));
            }
        }
    }
}

/// Leaves a question out of the columns, the remarks and the cover page of the reports.
pub fn remove_from_report(editor: &mut FormEditor, name: &str) {
    let document = editor.document.as_table_mut();
    in_report(document, |names| names.retain(|value| value.as_str() != Some(name)));
    let report = document.get_mut("report").and_then(Item::as_table_like_mut);
    if let Some(report) = report.filter(|report| report.get("client").and_then(Item::as_str) == Some(name)) {
        report.remove("client");
    }
}

fn in_report(document: &mut Table, mut change: impl FnMut(&mut toml_edit::Array)) {
    let Some(report) = document.get_mut("report").and_then(Item::as_table_like_mut) else { return };
    for key in ["columns", "remarks"] {
        let Some(names) = report.get_mut(key).and_then(Item::as_array_mut) else { continue };
        change(names);
        if names.is_empty() {
            report.remove(key);
        }
    }
}

fn tables_of(item: Option<&mut Item>) -> Vec<&mut dyn TableLike> {
    match item {
        Some(Item::ArrayOfTables(tables)) => tables.iter_mut().map(|table| table as &mut dyn TableLike).collect(),
        Some(Item::Value(Value::Array(array))) => {
            let tables = array.iter_mut().filter_map(Value::as_inline_table_mut);
            tables.map(|table| table as &mut dyn TableLike).collect()
        }
        _ => Vec::new(),
    }
}

fn replace(table: &mut dyn TableLike, key: &str, name: &str, to: &str) {
    if text_at(table, key) == name {
        table.insert(key, toml_edit::value(to));
    }
}

fn rename_in(table: &mut dyn TableLike, keys: &[&str], name: &str, to: &str) {
    for key in keys {
        let Some(item) = table.get_mut(key) else { continue };
        let rule = match item.is_table_like() {
            true => item.as_table_like_mut().and_then(|table| table.get_mut("calculate")),
            false => Some(item),
        };
        let Some(rule) = rule else { continue };
        let Some(before) = rule.as_str() else { continue };
        let renamed = in_expression(before, name, to);
        if renamed != before {
            *rule = toml_edit::value(renamed);
        }
    }
}

/// `${name}` with another name, and the questions that a failed check demands.
fn in_expression(rule: &str, name: &str, to: &str) -> String {
    let mut parts = rule.split("${");
    let mut renamed = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        renamed.push_str("${");
        let (inner, behind) = part.split_once('}').unwrap_or((part, ""));
        let is_closed = inner.len() < part.len();
        let suffix = inner.trim().strip_prefix(name);
        match suffix.filter(|suffix| matches!(*suffix, "" | DEMANDED_COMMENT | DEMANDED_PHOTOS)) {
            Some(suffix) => renamed.extend([to, suffix]),
            None => renamed.push_str(inner),
        }
        if is_closed {
            renamed.push('}');
        }
        renamed.push_str(behind);
    }
    renamed
}

#[cfg(test)]
mod tests {
    use super::in_expression;

    #[test]
    fn only_the_name_itself_is_renamed() {
        let rule = "${area} = 'area' and ${ area } != ${areas} or ${area_photos} = ''";
        assert_eq!(
            in_expression(rule, "area", "zone"),
            "${zone} = 'area' and ${zone} != ${areas} or ${zone_photos} = ''"
        );
        assert_eq!(in_expression("${area", "area", "zone"), "${zone");
        assert_eq!(in_expression("${x} + 1", "area", "zone"), "${x} + 1");
    }
}
