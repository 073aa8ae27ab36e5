//! Reads one definition.

use super::{
    check,
    complaints::ErrorCollector,
    field::fields,
    field_rules, presentation,
    reader::{Reader, min_above_max},
    rules,
    tree::tree,
};
use crate::domain::{
    field_rules::FieldRules,
    form::{FormDef, Items, Section, SectionBody, Tree},
    form_mistake::DefinitionErrors,
    ids::ModuleSlug,
    message::Message,
};
use std::collections::BTreeMap;
use toml::de::DeTable;

/// Upper limit for the items of a group, so that they fit on one page.
const MAX_ITEMS: i64 = 500;

/// `/forms/manage` is a page.
const RESERVED_MODULE: &str = "manage";

/// The default name of a group, and so the first part of its field names in a post.
const ITEMS: &str = "items";

/// A definition with the data that only the list of modules needs.
pub(super) struct Parsed {
    pub def: FormDef,
    /// Modules are offered in ascending order.
    pub order: i64,
}

pub(super) fn parse(source: &str, origin: &str) -> Result<Parsed, DefinitionErrors> {
    let notes = ErrorCollector::new(source, origin);
    let (document, errors) = DeTable::parse_recoverable(source);
    for error in &errors {
        let reason = Message::new("definition-not-toml").with("error", error.message());
        notes.note(&error.span().unwrap_or_default(), "", reason);
    }
    // Contradictions are checked once everything could be read: otherwise unreadable parts would be reported as
    // missing.
    let mut parsed = if errors.is_empty() { form(Reader::new(document.get_ref(), 0..0, "", &notes)) } else { None };
    if let (Some(parsed), true) = (&mut parsed, notes.is_empty()) {
        check::check(&parsed.def, &notes);
        rules::compile(&mut parsed.def, &notes);
    }
    match parsed {
        Some(parsed) if notes.is_empty() => Ok(parsed),
        _ => Err(notes.into_complaints()),
    }
}

/// What can be read of a definition with errors; its rules are left out, because they may name what could not be read.
pub(super) fn parse_leniently(source: &str) -> Option<Parsed> {
    let notes = ErrorCollector::new(source, "");
    let (document, _) = DeTable::parse_recoverable(source);
    let mut parsed = form(Reader::new(document.get_ref(), 0..0, "", &notes))?;
    for section in &mut parsed.def.sections {
        section.relevant = None;
        if let SectionBody::Items(items) = &mut section.body {
            items.repeat_count = None;
        }
        let (SectionBody::Fields(fields) | SectionBody::Items(Items { fields, .. })) = &mut section.body;
        for field in fields {
            // Whether a choice is a check and a number a rating says how an answer is shown.
            let FieldRules { check, scale, .. } = std::mem::take(&mut field.rules);
            field.rules = FieldRules { check, scale, ..FieldRules::default() };
        }
    }
    Some(parsed)
}

fn form(mut reader: Reader) -> Option<Parsed> {
    let module: Option<ModuleSlug> = reader.text("module").and_then(|text| {
        let slug = text.parse();
        slug.map_err(|_| {
            let reason = Message::new("definition-module-form").with("module", format!("{text:?}"));
            reader.complain_at("module", reason);
        })
        .ok()
    });
    if module.as_ref().is_some_and(|module| module.as_str() == RESERVED_MODULE) {
        let reason = Message::new("definition-module-reserved").with("module", format!("{RESERVED_MODULE:?}"));
        reader.complain_at("module", reason);
    }
    let version = reader.count("version", 1..=i64::from(i32::MAX)).and_then(|version| i32::try_from(version).ok());
    let order = reader.optional_count("order", 0..=i64::from(i32::MAX)).unwrap_or(i64::from(i32::MAX));
    let (title, short, about) = (reader.label("title"), reader.label("short"), reader.label("about"));
    let (site_field, date_field) = (column(&mut reader, "site_field"), column(&mut reader, "date_field"));
    let inspector_field = optional_column(&mut reader, "inspector_field");
    let sections: Vec<Section> = reader.tables("sections").into_iter().filter_map(section).collect();
    let trees = trees(&mut reader);
    let (totals, report) = (presentation::totals(&mut reader), presentation::report(&mut reader));
    reader.finish();
    let def = FormDef {
        module: module?,
        version: version?,
        title: title?,
        short: short?,
        about: about?,
        site_field: site_field?,
        date_field: date_field?,
        inspector_field,
        sections,
        trees,
        totals,
        report,
    };
    Some(Parsed { def, order })
}

/// The name of the field that fills a column of the list.
fn column(reader: &mut Reader, key: &'static str) -> Option<String> {
    if !reader.has(key) {
        // A required key that is missing is complained about.
        reader.text(key)?;
    }
    optional_column(reader, key)
}

fn optional_column(reader: &mut Reader, key: &'static str) -> Option<String> {
    let name = reader.optional_text(key)?.to_owned();
    if let Some((_, span)) = reader.value(key) {
        reader.notes().place(key, &span);
    }
    Some(name)
}

fn section(mut reader: Reader) -> Option<Section> {
    let id = reader.text("id");
    if let Some(id) = id {
        reader.call(format!("section {id}"));
    }
    let (title, hint) = (reader.label("title"), reader.optional_label("hint"));
    let relevant = field_rules::rule(&mut reader, "relevant");
    let repeated = reader.has(ITEMS);
    let items = reader.optional_table(ITEMS, |place| format!("{place}items")).and_then(items);
    let group = items.as_ref().map_or("", |items| items.name.as_str());
    let fields = reader.tables("fields").into_iter().flat_map(|reader| fields(reader, group)).collect();
    reader.finish();
    let body = match items {
        Some(items) => SectionBody::Items(Items { fields, ..items }),
        None if repeated => return None,
        None => SectionBody::Fields(fields),
    };
    Some(Section { id: id?.to_owned(), title: title?, hint, relevant, body })
}

/// A repeating group, without its fields.
fn items(mut reader: Reader) -> Option<Items> {
    let name = reader.optional_text("name").unwrap_or(ITEMS).to_owned();
    let singular = reader.label("singular");
    let (min, max) = (reader.count("min", 0..=MAX_ITEMS), reader.count("max", 1..=MAX_ITEMS));
    if let (Some(min), Some(max)) = (min, max)
        && min > max
    {
        reader.complain_at("min", min_above_max(min, max));
    }
    let repeat_count = field_rules::rule(&mut reader, "repeat_count");
    reader.finish();
    let (min, max) = (usize::try_from(min?).ok()?, usize::try_from(max?).ok()?);
    Some(Items { name, singular: singular?, min, max, repeat_count, fields: Vec::new() })
}

fn trees(reader: &mut Reader) -> BTreeMap<String, Tree> {
    let mut trees = BTreeMap::new();
    let Some((value, span)) = reader.value("trees") else { return trees };
    let Some(table) = value.as_table() else {
        reader.notes().note(&span, "", Message::new("definition-trees-not-a-table"));
        return trees;
    };
    for (name, value) in table {
        let place = format!("tree {}", name.get_ref());
        reader.notes().place(&place, &name.span());
        match value.get_ref().as_table() {
            Some(table) => {
                let grown = tree(Reader::new(table, value.span(), place, reader.notes()));
                trees.extend(grown.map(|tree| (name.get_ref().to_string(), tree)));
            }
            None => reader.notes().note(&value.span(), &place, Message::new("definition-tree-not-a-table")),
        }
    }
    trees
}
