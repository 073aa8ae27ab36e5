//! Checks a definition that was read for contradictions: duplicate names, cascades without a parent, columns without a
//! field.

use super::{complaints::ErrorCollector, presentation, reader::unknown};
use crate::domain::{
    answers::FURTHER,
    form::{Field, FieldKind, FormDef, Section, SectionBody},
    validate::further_parts,
};
use std::collections::HashSet;

/// Upper limit for the questions of one form.
pub(super) const MAX_FIELDS: usize = 300;

/// Names that a page posts in addition to the answers, and the suffix for the typed name below a signature.
const RESERVED: [&str; 5] = ["do", "lang", "reinspects", "submission_key", FURTHER];
const RESERVED_END: &str = "_typed";

pub(super) fn check(def: &FormDef, notes: &ErrorCollector) {
    let check = Check { def, notes };
    check.columns();
    check.sections();
    check.group(def.fields(), "");
    for items in def.items() {
        check.group(items.fields.iter(), &items.name);
    }
    def.sections.iter().for_each(|section| check.cascades(section));
    check.groups();
    check.trees();
    presentation::check(def, notes);
}

struct Check<'a> {
    def: &'a FormDef,
    notes: &'a ErrorCollector<'a>,
}

impl Check<'_> {
    fn columns(&self) {
        let (site, date) = (&self.def.site_field, &self.def.date_field);
        match self.def.field(site) {
            Some(Field { kind: FieldKind::Text { .. }, required: true, .. }) => {}
            Some(Field { kind: FieldKind::Text { .. }, .. }) => {
                self.notes.note_key_at(
                    "site_field",
                    "site_field",
                    format!("field {site} must be required, or the list has nameless rows"),
                );
            }
            _ => self.notes.note_key_at("site_field", "site_field", format!("{site:?} is not a top-level text field")),
        }
        if !self.def.field(date).is_some_and(|field| matches!(field.kind, FieldKind::Date { .. })) {
            self.notes.note_key_at("date_field", "date_field", format!("{date:?} is not a top-level date field"));
        }
        let is_text = |name: &String| matches!(self.def.field(name), Some(Field { kind: FieldKind::Text { .. }, .. }));
        if let Some(name) = self.def.inspector_field.as_ref().filter(|name| !is_text(name)) {
            self.notes.note_key_at(
                "inspector_field",
                "inspector_field",
                format!("{name:?} is not a top-level text field"),
            );
        }
    }

    fn sections(&self) {
        let mut met = HashSet::new();
        for section in &self.def.sections {
            let place = format!("section {}", section.id);
            self.name(&section.id, &place);
            if !met.insert(&section.id) {
                self.notes.note_at(&place, "there are two sections with this id");
            }
        }
        let count = self.def.fields().count() + self.def.items().map(|items| items.fields.len()).sum::<usize>();
        if count > MAX_FIELDS {
            self.notes.note_at("", format!("the form has {count} fields, at most {MAX_FIELDS} are allowed"));
        }
    }

    /// Top-level fields and groups share one object in the stored JSON, so their names must differ.
    fn groups(&self) {
        let mut met: HashSet<&str> = self.def.fields().map(|field| field.name.as_str()).collect();
        for items in self.def.items() {
            self.name(&items.name, &items.name);
            if !met.insert(&items.name) {
                self.notes.note_at(&items.name, "another field or group has the same name as this group");
            }
        }
    }

    fn name(&self, name: &str, place: &str) {
        let letters = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let first = name.chars().next().is_some_and(|c| c.is_ascii_alphabetic());
        if !first || !name.chars().all(letters) || name.len() > 60 {
            let rule = "at most 60 letters, digits and underscores, a letter first";
            self.notes.note_key_at(place, "name", format!("the name {name:?} must be {rule}"));
        } else if is_reserved(name) {
            self.notes.note_key_at(place, "name", format!("the name {name:?} is reserved for the page itself"));
        }
    }

    /// The fields of one group: each name once, each level of a tree once.
    fn group<'f>(&self, fields: impl Iterator<Item = &'f Field>, group: &str) {
        let (mut met, mut levels) = (HashSet::new(), HashSet::new());
        let fields: Vec<&Field> = fields.collect();
        let names: HashSet<&str> = fields.iter().map(|field| field.name.as_str()).collect();
        for field in fields {
            let place = place(field, group);
            self.name(&field.name, &place);
            if !met.insert(field.name.as_str()) {
                self.notes.note_key_at(&place, "name", "there are two fields with this name");
            }
            for part in further_parts(&field.kind).iter().map(|part| format!("{}{}", field.name, part.suffix())) {
                if names.contains(&part.as_str()) {
                    let reason = format!("another field has the name {part}, under which a part of this one is sent");
                    self.notes.note_key_at(&place, "name", reason);
                }
            }
            if let FieldKind::Cascade { tree, level } = &field.kind
                && !levels.insert((tree.as_str(), *level))
            {
                self.notes.note_key_at(
                    &place,
                    "level",
                    format!("another field has level {level} of tree {tree} already"),
                );
            }
        }
    }

    /// The cascades of one section: the page fills a level with the choices below that of the level above it, which
    /// therefore stands before it in the same section.
    fn cascades(&self, section: &Section) {
        let (fields, group) = match &section.body {
            SectionBody::Fields(fields) => (fields, ""),
            SectionBody::Items(items) => (&items.fields, items.name.as_str()),
        };
        let mut before = HashSet::new();
        for field in fields {
            let FieldKind::Cascade { tree, level } = &field.kind else { continue };
            if let Some(reason) = self.level_error(tree, *level, &before) {
                self.notes.note_key_at(&place(field, group), "level", reason);
            }
            before.insert((tree.as_str(), *level));
        }
    }

    /// What is wrong with a level of a cascade, given those before it in its section.
    fn level_error(&self, tree: &str, level: usize, before: &HashSet<(&str, usize)>) -> Option<String> {
        let Some(known) = self.def.trees.get(tree) else {
            return Some(unknown("tree", tree, self.def.trees.keys().map(String::as_str)));
        };
        if level >= known.counts().len() {
            Some(format!("tree {tree} has no level {level}; the first is 0"))
        } else if level > 0 && !before.contains(&(tree, level - 1)) {
            let above = level - 1;
            Some(format!("level {level} of tree {tree} needs a field of level {above} before it in the same section"))
        } else {
            None
        }
    }

    fn trees(&self) {
        let fields = self.def.fields().chain(self.def.items().flat_map(|items| &items.fields));
        let used: HashSet<&str> = fields
            .filter_map(|field| match &field.kind {
                FieldKind::Cascade { tree, .. } => Some(tree.as_str()),
                _ => None,
            })
            .collect();
        for name in self.def.trees.keys().filter(|name| !used.contains(name.as_str())) {
            self.notes.note_at(&format!("tree {name}"), "no field uses this tree");
        }
    }
}

/// Whether the page itself posts something under this name.
pub(super) fn is_reserved(name: &str) -> bool {
    RESERVED.contains(&name) || name.ends_with(RESERVED_END)
}

/// How an error names a field: by its name, in a repeating group with the name of the group before it.
fn place(field: &Field, group: &str) -> String {
    if group.is_empty() { field.name.clone() } else { format!("{group}.{}", field.name) }
}
