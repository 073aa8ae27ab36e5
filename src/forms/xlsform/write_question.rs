//! A question and the beginning of a section as rows of the sheet `survey`.

use super::{
    cells::{Cells, cell, texts, yes_or_no},
    default_answers::{KIND, SEVERAL, TICKED, looks_like_expression},
    tree_lists::{level_filter, level_list},
    write_choices::ListWriter,
};
use crate::domain::{
    field_rules::{DefaultAnswer, Scale},
    form::{Field, FieldKind, Section, SectionBody, TextInput},
};

/// The limits of a text that the loader gives it if the form states none.
const USUAL_TEXT: usize = 200;
const USUAL_LONG_TEXT: usize = 5_000;
const USUAL_PHOTOS: usize = 100;

pub(super) fn group(section: &Section) -> Cells {
    let mut cells = match &section.body {
        SectionBody::Fields(_) => vec![cell("type", "begin_group"), cell("name", &*section.id)],
        SectionBody::Items(items) => {
            let mut cells = vec![
                cell("type", "begin_repeat"),
                cell("name", &*items.name),
                cell("injaaz::section", &*section.id),
                cell("injaaz::min", items.min.to_string()),
                cell("injaaz::max", items.max.to_string()),
            ];
            cells.extend(texts("injaaz::singular", &items.singular));
            cells.extend(items.repeat_count.iter().map(|rule| cell("repeat_count", &*rule.source)));
            cells
        }
    };
    cells.extend(texts("label", &section.title));
    cells.extend(section.hint.iter().flat_map(|hint| texts("hint", hint)));
    cells.extend(section.relevant.iter().map(|rule| cell("relevant", &*rule.source)));
    cells
}

/// `fields` are those of the same section.
pub(super) fn question(field: &Field, fields: &[Field], lists: &mut ListWriter) -> Cells {
    let mut cells = kind(field, fields, lists);
    cells.push(cell("name", &*field.name));
    cells.extend(texts("label", &field.label));
    cells.extend(field.hint.iter().flat_map(|hint| texts("hint", hint)));
    rules(field, &mut cells);
    cells
}

fn kind(field: &Field, fields: &[Field], lists: &mut ListWriter) -> Cells {
    let of_type = |word: &str| vec![cell("type", word)];
    let limited = |mut cells: Cells, max: usize, usual: usize| {
        if max != usual {
            cells.push(cell("injaaz::max", max.to_string()));
        }
        cells
    };
    match &field.kind {
        FieldKind::Text { max, input: TextInput::Barcode } => limited(of_type("barcode"), *max, USUAL_TEXT),
        FieldKind::Text { max, input } => {
            let mut cells = limited(of_type("text"), *max, USUAL_TEXT);
            match input {
                TextInput::Tel => cells.push(cell("appearance", "numbers")),
                TextInput::Email => cells.push(cell("injaaz::input", "email")),
                TextInput::Plain | TextInput::Barcode => {}
            }
            cells
        }
        FieldKind::LongText { max } => {
            let mut cells = limited(of_type("text"), *max, USUAL_LONG_TEXT);
            cells.push(cell("appearance", "multiline"));
            cells
        }
        FieldKind::Number { min, max, decimals, unit } => {
            let unit = unit.iter().flat_map(|unit| texts("injaaz::unit", unit));
            if let Some(scale) = &field.rules.scale {
                return range(scale).into_iter().chain(unit).collect();
            }
            let mut cells = if *decimals == 0 {
                of_type("integer")
            } else {
                vec![cell("type", "decimal"), cell("injaaz::decimals", decimals.to_string())]
            };
            cells.extend(min.map(|min| cell("injaaz::min", min.to_string())));
            cells.extend(max.map(|max| cell("injaaz::max", max.to_string())));
            cells.extend(unit);
            cells
        }
        FieldKind::Date { future } => vec![cell("type", "date"), cell("injaaz::future", yes_or_no(*future))],
        FieldKind::Time { min, max } => {
            let mut cells = of_type("time");
            cells.extend(min.map(|min| cell("injaaz::min", min.to_string())));
            cells.extend(max.map(|max| cell("injaaz::max", max.to_string())));
            cells
        }
        FieldKind::Choice { choices, .. } => {
            let columns = field.rules.choice_filter.as_ref().map_or(&[][..], |filter| &filter.columns);
            let mut cells = vec![cell("type", format!("select_one {}", lists.list(&field.name, choices, columns)))];
            if let Some(check) = &field.rules.check {
                cells.push(cell("injaaz::kind", "check"));
                cells.push(cell("injaaz::weight", check.weight.to_string()));
                cells.push(cell("injaaz::critical", yes_or_no(check.is_critical)));
                if check.after_photo {
                    cells.push(cell("injaaz::after_photo", yes_or_no(true)));
                }
            }
            cells
        }
        FieldKind::SelectMultiple { choices, min, max, .. } => {
            let columns = field.rules.choice_filter.as_ref().map_or(&[][..], |filter| &filter.columns);
            let mut cells =
                vec![cell("type", format!("select_multiple {}", lists.list(&field.name, choices, columns)))];
            cells.extend(min.map(|min| cell("injaaz::min", min.to_string())));
            cells.extend(max.map(|max| cell("injaaz::max", max.to_string())));
            cells
        }
        FieldKind::Cascade { tree, level } => cascade(tree, *level, fields),
        FieldKind::Checkbox { .. } => of_type("acknowledge"),
        FieldKind::Photos { max } => limited(of_type("image"), *max, USUAL_PHOTOS),
        FieldKind::Signature => vec![cell("type", "image"), cell("appearance", "signature")],
        FieldKind::File => of_type("file"),
        FieldKind::Geopoint => of_type("geopoint"),
        FieldKind::Note => of_type("note"),
    }
}

fn range(scale: &Scale) -> Cells {
    let Scale { start, end, step, is_rating } = scale;
    let mut cells = vec![cell("type", "range"), cell("parameters", format!("start={start} end={end} step={step}"))];
    if *is_rating {
        cells.push(cell("appearance", "rating"));
    }
    cells
}

fn cascade(tree: &str, level: usize, fields: &[Field]) -> Cells {
    let of_level = |wanted: usize| {
        fields
            .iter()
            .find(|field| matches!(&field.kind, FieldKind::Cascade { tree: t, level } if t == tree && *level == wanted))
    };
    let above: Vec<&str> = (0..level).filter_map(of_level).map(|field| field.name.as_str()).collect();
    let mut cells = vec![
        cell("type", format!("select_one {}", level_list(tree, level))),
        cell("injaaz::tree", tree),
        cell("injaaz::level", level.to_string()),
    ];
    if level > 0 {
        cells.push(cell("choice_filter", level_filter(tree, &above)));
    }
    cells
}

fn rules(field: &Field, cells: &mut Cells) {
    let rules = &field.rules;
    // The deeper levels of a cascade have the condition of the first one.
    let is_deeper = matches!(field.kind, FieldKind::Cascade { level: 1.., .. });
    if let Some(rule) = rules.relevant.as_ref().filter(|_| !is_deeper) {
        cells.push(cell("relevant", &*rule.source));
    }
    match &rules.required {
        Some(rule) => cells.push(cell("required", &*rule.source)),
        None if field.required => cells.push(cell("required", "yes")),
        None => {}
    }
    if let Some(constraint) = &rules.constraint {
        cells.push(cell("constraint", &*constraint.rule.source));
        cells.extend(constraint.message.iter().flat_map(|message| texts("constraint_message", message)));
    }
    if let Some(rule) = &rules.calculation {
        cells.push(cell("calculation", &*rule.source));
    }
    // In other programs a calculated answer could be overwritten.
    if rules.is_read_only || rules.calculation.is_some() {
        cells.push(cell("read_only", "yes"));
    }
    if let Some(filter) = &rules.choice_filter {
        cells.push(cell("choice_filter", &*filter.rule.source));
    }
    default(field, cells);
}

fn default(field: &Field, cells: &mut Cells) {
    match (&field.kind, &field.rules.default) {
        (FieldKind::Choice { default: Some(value), .. }, _) => cells.push(cell("default", value.as_str())),
        (FieldKind::SelectMultiple { default, .. }, _) if !default.is_empty() => {
            cells.push(cell("default", default.join(" ")));
            if default.iter().any(|value| value.contains(char::is_whitespace)) {
                cells.push(cell(SEVERAL, default.join("\n")));
            }
        }
        (FieldKind::Checkbox { default: true }, _) => cells.push(cell("default", TICKED)),
        (_, Some(DefaultAnswer::Literal(text))) => {
            cells.push(cell("default", text.as_str()));
            if looks_like_expression(text) {
                cells.push(cell(KIND, "text"));
            }
        }
        (_, Some(DefaultAnswer::Computed(rule))) => {
            cells.push(cell("default", &*rule.source));
            if !looks_like_expression(&rule.source) {
                cells.push(cell(KIND, "expression"));
            }
        }
        _ => {}
    }
}
