//! The structure of a form definition: sections, fields, and the allowed values of each field.
//!
//! One [`FormDef`] determines the page, the validation, the stored JSON, the list columns and both reports. The module
//! `forms` reads it from TOML; this file only has the types and queries on them.

pub use super::{
    choice_tree::{Node, Tree},
    field_kind::{Choice, FieldKind, TextInput},
};

use super::{
    field_rules::FieldRules,
    form_report::{ReportOptions, TotalsDef},
    ids::ModuleSlug,
    lang::{Label, Lang},
    rules::tree::Rule,
};
use std::collections::BTreeMap;

/// One version of a module's form.
#[derive(Clone, Debug, PartialEq)]
pub struct FormDef {
    pub module: ModuleSlug,
    /// Increased whenever stored answers would be read differently. A submission stores the version that it was made
    /// with.
    pub version: i32,
    /// "HVAC & MEP Inspection": the title of the page and the report.
    pub title: Label,
    /// "HVAC": used in download names and narrow columns.
    pub short: Label,
    /// One sentence for the home page.
    pub about: Label,
    /// The top-level text field that fills the site column of the list.
    pub site_field: String,
    /// The top-level date field that fills the visit date column of the list.
    pub date_field: String,
    /// The top-level text field in which the sender's own name is offered. It is no part of the meaning of a version.
    pub inspector_field: Option<String>,
    pub sections: Vec<Section>,
    /// Choice trees by name. A cascade field refers to a tree and a level.
    pub trees: BTreeMap<String, Tree>,
    /// `None`: the form asks for no prices.
    pub totals: Option<TotalsDef>,
    pub report: ReportOptions,
}

/// A heading with the fields below it.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// The anchor on the page; unique within the form.
    pub id: String,
    pub title: Label,
    pub hint: Option<Label>,
    /// The section is asked where this is true.
    pub relevant: Option<Rule>,
    pub body: SectionBody,
}

#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "a form has few sections")]
pub enum SectionBody {
    /// Fields that are answered once.
    Fields(Vec<Field>),
    /// Fields that are answered once for each item.
    Items(Items),
}

/// A repeating group of fields: the assets of an HVAC visit, the lines of civil work.
#[derive(Clone, Debug, PartialEq)]
pub struct Items {
    /// The first part of the names of its fields: `items` in `items.0.asset`.
    pub name: String,
    /// "Item", "Work item": the heading of each card, followed by its number.
    pub singular: Label,
    pub min: usize,
    pub max: usize,
    /// How many items there must be, up to `max`. Where it results in a number, `min` does not count.
    pub repeat_count: Option<Rule>,
    pub fields: Vec<Field>,
}

/// One question.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// The name in the form post and the key in the stored JSON.
    pub name: String,
    pub label: Label,
    pub hint: Option<Label>,
    pub required: bool,
    pub rules: FieldRules,
    pub kind: FieldKind,
}

/// How many choices name an item besides its heading.
const LINE_CHOICES: usize = 2;

impl Items {
    /// The fields whose answers tell one item from another in one line, such as "Secondary pump" and "Fail": the
    /// deepest choice of a tree, otherwise the first required text or number, otherwise the first; then choices.
    pub fn line_fields(&self) -> impl Iterator<Item = &Field> {
        let choices = self.fields.iter().filter(|field| matches!(field.kind, FieldKind::Choice { .. }));
        self.heading().into_iter().chain(choices.take(LINE_CHOICES))
    }

    /// The field whose answer names an item best.
    pub fn heading(&self) -> Option<&Field> {
        let is_plain = |field: &&Field| {
            matches!(field.kind, FieldKind::Text { .. } | FieldKind::LongText { .. } | FieldKind::Number { .. })
        };
        let deepest = self.fields.iter().filter(|field| level(field).is_some()).max_by_key(|field| level(field));
        let first = |required: bool| self.fields.iter().filter(is_plain).find(|field| field.required || !required);
        deepest.or_else(|| first(true)).or_else(|| first(false))
    }

    /// The fields whose answers name the asset that an item is about: the heading, with the levels of the tree above
    /// it.
    pub fn asset_fields(&self) -> impl Iterator<Item = &Field> {
        let heading = self.heading();
        let tree = |field: &Field| match &field.kind {
            FieldKind::Cascade { tree, .. } => Some(tree.clone()),
            _ => None,
        };
        let of_heading = heading.and_then(tree);
        self.fields.iter().filter(move |field| {
            let is_above = of_heading.is_some() && tree(field) == of_heading;
            is_above || heading.is_some_and(|heading| heading.name == field.name)
        })
    }
}

/// The level of a field in its tree.
fn level(field: &Field) -> Option<usize> {
    match field.kind {
        FieldKind::Cascade { level, .. } => Some(level),
        _ => None,
    }
}

impl FormDef {
    /// Stands for a stored version that cannot be read at all: without questions. Stored answers are then shown by their
    /// names, as answers that a form does not have.
    pub fn unreadable(module: ModuleSlug, version: i32) -> FormDef {
        let name = Label::new(module.as_str(), module.as_str());
        FormDef {
            title: name.clone(),
            short: name.clone(),
            about: name,
            module,
            version,
            site_field: String::new(),
            date_field: String::new(),
            inspector_field: None,
            sections: Vec::new(),
            trees: BTreeMap::new(),
            totals: None,
            report: ReportOptions::default(),
        }
    }

    /// Whether two definitions ask the same questions. What an empty form offers, and what reports make of the answers, is
    /// no part of a version, so that submissions made before it was added have it too.
    pub fn asks_the_same(&self, other: &FormDef) -> bool {
        let questions = |def: &FormDef| FormDef {
            inspector_field: None,
            totals: None,
            report: ReportOptions::default(),
            ..def.clone()
        };
        questions(self) == questions(other)
    }

    /// Whether the form has any rule.
    pub fn has_rules(&self) -> bool {
        let of_items = self.items().flat_map(|items| &items.fields);
        self.sections.iter().any(|section| section.relevant.is_some())
            || self.items().any(|items| items.repeat_count.is_some())
            || self.fields().chain(of_items).any(|field| !field.rules.is_empty())
    }

    /// Whether some questions may not apply.
    pub fn has_conditions(&self) -> bool {
        let of_items = self.items().flat_map(|items| &items.fields);
        self.sections.iter().any(|section| section.relevant.is_some())
            || self.fields().chain(of_items).any(|field| field.rules.relevant.is_some())
    }

    /// All fields that are answered once, in order.
    pub fn fields(&self) -> impl Iterator<Item = &Field> {
        self.sections.iter().flat_map(|s| match &s.body {
            SectionBody::Fields(fields) => fields.as_slice(),
            SectionBody::Items(_) => &[],
        })
    }

    /// All repeating groups, in order.
    pub fn items(&self) -> impl Iterator<Item = &Items> {
        self.sections.iter().filter_map(|s| match &s.body {
            SectionBody::Items(items) => Some(items),
            SectionBody::Fields(_) => None,
        })
    }

    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields().find(|f| f.name == name)
    }

    pub fn items_named(&self, name: &str) -> Option<&Items> {
        self.items().find(|i| i.name == name)
    }

    /// The labels of several stored values, in their order.
    pub fn choice_labels<'a>(&'a self, field: &'a Field, values: &'a [String], lang: Lang) -> Vec<&'a str> {
        values.iter().map(|value| self.choice_label(field, value, lang)).collect()
    }

    /// The label of a stored choice value; the value itself if the definition does not contain it.
    pub fn choice_label<'a>(&'a self, field: &'a Field, value: &'a str, lang: Lang) -> &'a str {
        let known = match &field.kind {
            FieldKind::Choice { choices, .. } | FieldKind::SelectMultiple { choices, .. } => {
                choices.iter().find(|c| c.value == value).map(|c| &c.label)
            }
            FieldKind::Cascade { tree, level } => self.trees.get(tree).and_then(|t| t.label(value, *level)),
            _ => None,
        };
        known.map_or(value, |label| label.get(lang))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(fields: &[(&str, bool, FieldKind)]) -> String {
        named(fields, |items| items.line_fields().collect())
    }

    fn named(fields: &[(&str, bool, FieldKind)], which: impl Fn(&Items) -> Vec<&Field>) -> String {
        let field = |(name, required, kind): &(&str, bool, FieldKind)| Field {
            name: (*name).to_owned(),
            label: Label::default(),
            hint: None,
            required: *required,
            rules: FieldRules::default(),
            kind: kind.clone(),
        };
        let fields = fields.iter().map(field).collect();
        let items =
            Items { name: "items".into(), singular: Label::default(), min: 0, max: 9, repeat_count: None, fields };
        which(&items).into_iter().map(|field| field.name.as_str()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn an_item_is_named_by_its_deepest_choice_or_its_first_required_text_and_by_its_result() {
        let text = || FieldKind::Text { max: 9, input: TextInput::Plain };
        let level = |level| FieldKind::Cascade { tree: "t".into(), level };
        let choice = || FieldKind::Choice { choices: Vec::new(), default: None };
        let photos = || FieldKind::Photos { max: 9 };
        assert_eq!(line(&[("asset", true, level(0)), ("part", true, level(1)), ("note", true, text())]), "part");
        assert_eq!(
            line(&[("place", false, text()), ("work", true, text()), ("result", true, choice())]),
            "work result"
        );
        assert_eq!(line(&[("place", false, text()), ("photos", true, photos())]), "place");
        assert_eq!(line(&[("a", true, choice()), ("b", true, choice()), ("c", true, choice())]), "a b");
        assert_eq!(line(&[("photos", true, photos())]), "");
        let levels = [("asset", true, level(0)), ("note", true, text()), ("part", true, level(1))];
        assert_eq!(named(&levels, |items| items.asset_fields().collect()), "asset part");
        let other = ("other", true, FieldKind::Cascade { tree: "u".into(), level: 0 });
        assert_eq!(
            named(&[other, levels[0].clone(), levels[2].clone()], |items| items.asset_fields().collect()),
            "asset part"
        );
        assert_eq!(
            named(&[("place", true, choice()), ("work", true, text())], |items| items.asset_fields().collect()),
            "work"
        );
        assert_eq!(named(&[("photos", true, photos())], |items| items.asset_fields().collect()), "");
    }
}
