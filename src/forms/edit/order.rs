//! The order of sections and questions, and taking them out.

use super::{
    document::{group_of, insert, questions, questions_mut, text_at},
    editor::{Direction, EditRefusal, FormEditor, QuestionPlace},
    references,
};
use std::collections::HashSet;
use toml_edit::{ArrayOfTables, Item, Table};

impl FormEditor {
    /// Changes places with the section before or behind it; the first and the last one stay.
    ///
    /// # Errors
    /// The section is gone.
    pub fn move_section(&mut self, id: &str, direction: Direction) -> Result<(), EditRefusal> {
        let sections = self.sections_mut().ok_or(EditRefusal::Gone)?;
        let at = sections.iter().position(|section| text_at(section, "id") == id).ok_or(EditRefusal::Gone)?;
        swap(sections, at, direction);
        Ok(())
    }

    /// Changes places with the question before or behind it; the first and the last one of a section stay.
    ///
    /// # Errors
    /// The question is gone.
    pub fn move_question(&mut self, place: &QuestionPlace, direction: Direction) -> Result<(), EditRefusal> {
        let fields = self.section_table_mut(&place.section).and_then(questions_mut).ok_or(EditRefusal::Gone)?;
        let at = fields.iter().position(|table| text_at(table, "name") == place.name).ok_or(EditRefusal::Gone)?;
        swap(fields, at, direction);
        Ok(())
    }

    /// # Errors
    /// The section is gone, is the only one, or has a question that fills a column.
    pub fn remove_section(&mut self, id: &str) -> Result<(), EditRefusal> {
        let section = self.section_table(id).ok_or(EditRefusal::Gone)?;
        let is_asked_once = group_of(section).is_none();
        let names: Vec<String> = questions(section).map(|table| text_at(table, "name").to_owned()).collect();
        if is_asked_once && names.iter().any(|name| self.fills_column(name)) {
            return Err(EditRefusal::FillsColumn);
        }
        if self.sections().count() < 2 {
            return Err(EditRefusal::LastSection);
        }
        names.iter().for_each(|name| references::remove_from_report(self, name));
        if let Some(sections) = self.sections_mut() {
            sections.retain(|section| text_at(section, "id") != id);
        }
        self.remove_unused_trees();
        Ok(())
    }

    /// # Errors
    /// The question is gone, is the only one of its section, or fills a column.
    pub fn remove_question(&mut self, place: &QuestionPlace) -> Result<(), EditRefusal> {
        let section = self.section_table(&place.section).ok_or(EditRefusal::Gone)?;
        if group_of(section).is_none() && self.fills_column(&place.name) {
            return Err(EditRefusal::FillsColumn);
        }
        self.take_question(place)?;
        references::remove_from_report(self, &place.name);
        self.remove_unused_trees();
        Ok(())
    }

    /// Takes a question out of its section, to remove it or to move it to another section.
    pub(super) fn take_question(&mut self, place: &QuestionPlace) -> Result<Table, EditRefusal> {
        let fields = self.section_table_mut(&place.section).and_then(questions_mut).ok_or(EditRefusal::Gone)?;
        let at = fields.iter().position(|table| text_at(table, "name") == place.name).ok_or(EditRefusal::Gone)?;
        if fields.len() < 2 {
            return Err(EditRefusal::LastQuestion);
        }
        let table = fields.get(at).cloned().ok_or(EditRefusal::Gone)?;
        fields.remove(at);
        Ok(table)
    }

    /// A tree that no question uses is a mistake in a form.
    pub(super) fn remove_unused_trees(&mut self) {
        let all = self.sections().flat_map(questions);
        let used: HashSet<String> = all.map(|table| text_at(table, "tree").to_owned()).collect();
        let unused: Vec<String> = self.trees().into_iter().filter(|name| !used.contains(name)).collect();
        let Some(trees) = self.document.get_mut("trees").and_then(Item::as_table_like_mut) else { return };
        unused.iter().for_each(|name| {
            trees.remove(name);
        });
        if trees.is_empty() {
            self.document.remove("trees");
        }
    }
}

fn swap(tables: &mut ArrayOfTables, at: usize, direction: Direction) {
    let to = match direction {
        Direction::Up => at.checked_sub(1),
        Direction::Down => at.checked_add(1).filter(|to| *to < tables.len()),
    };
    let (Some(to), Some(table)) = (to, tables.get(at).cloned()) else { return };
    tables.remove(at);
    insert(tables, to, table);
}
