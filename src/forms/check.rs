//! Checks a definition that was read for contradictions: duplicate names, cascades without a parent, columns without a
//! field.

use super::{complaints::ErrorCollector, presentation, reader::unknown};
use crate::domain::{
    answers::FURTHER,
    form::{Field, FieldKind, FormDef, Section, SectionBody},
    message::Message,
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
                self.column("site_field", Message::new("definition-site-required").with("name", site));
            }
            _ => self.column("site_field", no_text_field(site)),
        }
        if !self.def.field(date).is_some_and(|field| matches!(field.kind, FieldKind::Date { .. })) {
            let reason = Message::new("definition-not-a-date-field").with("name", format!("{date:?}"));
            self.column("date_field", reason);
        }
        let is_text = |name: &String| matches!(self.def.field(name), Some(Field { kind: FieldKind::Text { .. }, .. }));
        if let Some(name) = self.def.inspector_field.as_ref().filter(|name| !is_text(name)) {
            self.column("inspector_field", no_text_field(name));
        }
    }

    /// Adds an error about a key that names the question of a column.
    fn column(&self, key: &str, reason: Message) {
        self.notes.note_key_at(key, key, reason);
    }

    fn sections(&self) {
        let mut met = HashSet::new();
        for section in &self.def.sections {
            let place = format!("section {}", section.id);
            self.name(&section.id, &place);
            if !met.insert(&section.id) {
                self.notes.note_at(&place, Message::new("definition-section-twice"));
            }
        }
        let count = self.def.fields().count() + self.def.items().map(|items| items.fields.len()).sum::<usize>();
        if count > MAX_FIELDS {
            let reason = Message::new("definition-too-many-fields")
                .with("found", count.to_string())
                .with("limit", MAX_FIELDS.to_string());
            self.notes.note_at("", reason);
        }
    }

    /// Top-level fields and groups share one object in the stored JSON, so their names must differ.
    fn groups(&self) {
        let mut met: HashSet<&str> = self.def.fields().map(|field| field.name.as_str()).collect();
        for items in self.def.items() {
            self.name(&items.name, &items.name);
            if !met.insert(&items.name) {
                self.notes.note_at(&items.name, Message::new("definition-group-name-taken"));
            }
        }
    }

    fn name(&self, name: &str, place: &str) {
        let letters = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let first = name.chars().next().is_some_and(|c| c.is_ascii_alphabetic());
        if !first || !name.chars().all(letters) || name.len() > 60 {
            let reason = Message::new("definition-name-form").with("name", format!("{name:?}"));
            self.notes.note_key_at(place, "name", reason);
        } else if is_reserved(name) {
            let reason = Message::new("definition-name-reserved").with("name", format!("{name:?}"));
            self.notes.note_key_at(place, "name", reason);
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
                self.notes.note_key_at(&place, "name", Message::new("definition-name-twice"));
            }
            for part in further_parts(&field.kind).iter().map(|part| format!("{}{}", field.name, part.suffix())) {
                if names.contains(&part.as_str()) {
                    let reason = Message::new("definition-name-of-part").with("name", part);
                    self.notes.note_key_at(&place, "name", reason);
                }
            }
            if let FieldKind::Cascade { tree, level } = &field.kind
                && !levels.insert((tree.as_str(), *level))
            {
                let reason = Message::new("definition-level-twice").with("level", level.to_string()).with("tree", tree);
                self.notes.note_key_at(&place, "level", reason);
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
    fn level_error(&self, tree: &str, level: usize, before: &HashSet<(&str, usize)>) -> Option<Message> {
        let Some(known) = self.def.trees.get(tree) else {
            let known = self.def.trees.keys().map(String::as_str);
            return Some(unknown(Message::new("definition-noun-tree"), tree, known));
        };
        if level >= known.counts().len() {
            Some(Message::new("definition-level-missing").with("tree", tree).with("level", level.to_string()))
        } else if level > 0 && !before.contains(&(tree, level - 1)) {
            let reason = Message::new("definition-level-without-above")
                .with("level", level.to_string())
                .with("tree", tree)
                .with("above", (level - 1).to_string());
            Some(reason)
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
            self.notes.note_at(&format!("tree {name}"), Message::new("definition-tree-unused"));
        }
    }
}

fn no_text_field(name: &str) -> Message {
    Message::new("definition-not-a-text-field").with("name", format!("{name:?}"))
}

/// Whether the page itself posts something under this name.
pub(super) fn is_reserved(name: &str) -> bool {
    RESERVED.contains(&name) || name.ends_with(RESERVED_END)
}

/// How an error names a field: by its name, in a repeating group with the name of the group before it.
fn place(field: &Field, group: &str) -> String {
    if group.is_empty() { field.name.clone() } else { format!("{group}.{}", field.name) }
}
