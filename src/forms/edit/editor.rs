//! A form file that is being changed, and what stands where in it.

use super::{
    super::{field::KINDS as ALL_KINDS, identity::Identity},
    document::{label_at, number, questions, text_at},
};
use crate::domain::{ids::ModuleSlug, lang::Label};
use toml_edit::{ArrayOfTables, DocumentMut, Item, Table};

/// The kinds of questions, in the order in which they are offered.
pub const KINDS: [&str; ALL_KINDS.len()] = ALL_KINDS;

/// A form that begins with what every form needs: where, when and who.
const EMPTY_FORM: &str = include_str!("empty_form.txt");

/// A form file that is being changed.
pub struct FormEditor {
    pub(super) document: DocumentMut,
}

/// Where a question stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuestionPlace {
    pub section: String,
    pub name: String,
}

/// A section in the list of a form.
#[derive(Clone, Debug)]
pub struct SectionOutline {
    pub id: String,
    pub title: Label,
    /// Its questions are asked for each item.
    pub repeats: bool,
    pub has_condition: bool,
    pub questions: Vec<QuestionOutline>,
}

/// A question in the list of a form.
#[derive(Clone, Debug)]
pub struct QuestionOutline {
    pub name: String,
    pub kind: String,
    pub label: Label,
    pub is_required: bool,
    pub has_condition: bool,
}

/// Where a section or question is moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Up,
    Down,
}

/// Why a part cannot be changed in this way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EditRefusal {
    /// There is no such section or question any more.
    Gone,
    /// The question fills a column of the list of submissions, or names the inspector.
    FillsColumn,
    /// A section has at least one question.
    LastQuestion,
    /// A form has at least one section.
    LastSection,
}

impl FormEditor {
    /// None if the text is no TOML.
    pub fn open(text: &str) -> Option<FormEditor> {
        let mut document: DocumentMut = text.parse().ok()?;
        // A list of sections may also be written in brackets; as tables there is one way to change them.
        as_tables(document.as_table_mut(), "sections");
        let sections = document.get_mut("sections").and_then(Item::as_array_of_tables_mut);
        sections.into_iter().flat_map(ArrayOfTables::iter_mut).for_each(|section| as_tables(section, "fields"));
        Some(FormEditor { document })
    }

    /// The text of a new form with a section and three questions.
    pub fn empty_form(module: &ModuleSlug, title: &Label) -> String {
        Identity { module: Some(module), version: None, title: Some(title) }.put_into(EMPTY_FORM)
    }

    pub fn text(&mut self) -> String {
        number(self.document.as_table_mut(), &mut 0);
        self.document.to_string()
    }

    pub fn outline(&self) -> Vec<SectionOutline> {
        self.sections().map(section_outline).collect()
    }

    /// The names of the trees of choices that a question of the kind `cascade` can use.
    pub fn trees(&self) -> Vec<String> {
        let trees = self.document.get("trees").and_then(Item::as_table_like);
        trees.into_iter().flat_map(|trees| trees.iter().map(|(name, _)| name.to_owned())).collect()
    }

    pub(super) fn sections(&self) -> impl Iterator<Item = &Table> {
        self.document.get("sections").and_then(Item::as_array_of_tables).into_iter().flat_map(ArrayOfTables::iter)
    }

    pub(super) fn sections_mut(&mut self) -> Option<&mut ArrayOfTables> {
        self.document.get_mut("sections").and_then(Item::as_array_of_tables_mut)
    }

    pub(super) fn section_table(&self, id: &str) -> Option<&Table> {
        self.sections().find(|section| text_at(*section, "id") == id)
    }

    pub(super) fn section_table_mut(&mut self, id: &str) -> Option<&mut Table> {
        self.sections_mut()?.iter_mut().find(|section| text_at(*section, "id") == id)
    }
}

fn section_outline(section: &Table) -> SectionOutline {
    let question = |table: &Table| QuestionOutline {
        name: text_at(table, "name").to_owned(),
        kind: text_at(table, "kind").to_owned(),
        label: label_at(table, "label"),
        is_required: table.get("required").is_some_and(|required| required.as_bool() != Some(false)),
        has_condition: table.contains_key("relevant"),
    };
    SectionOutline {
        id: text_at(section, "id").to_owned(),
        title: label_at(section, "title"),
        repeats: section.contains_key("items"),
        has_condition: section.contains_key("relevant"),
        questions: questions(section).map(question).collect(),
    }
}

fn as_tables(table: &mut Table, key: &str) {
    if let Some(item) = table.get_mut(key)
        && item.is_array()
    {
        *item = match std::mem::take(item).into_array_of_tables() {
            Ok(tables) => Item::ArrayOfTables(tables),
            Err(item) => item,
        };
    }
}
