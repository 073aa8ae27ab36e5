//! What concerns the whole form: its titles, the questions that fill the list, the look of its reports.

use super::{
    controls::HEADING,
    document::{group_of, label_at, questions, text_at},
    editor::FormEditor,
    values::{Entered, read, write},
};
use crate::domain::lang::Label;
use toml_edit::Table;

impl FormEditor {
    pub fn heading(&self) -> Entered {
        let mut entered = Entered::default();
        HEADING.iter().for_each(|control| read(self.document.as_table(), control, &mut entered));
        entered
    }

    pub fn change_heading(&mut self, entered: &Entered) {
        let table = self.document.as_table_mut();
        HEADING.iter().for_each(|control| write(table, control, "", entered));
    }

    /// The questions of one kind that are asked once, which can fill a column of the list: name and label.
    pub fn columns(&self, kind: &str) -> Vec<(String, Label)> {
        self.asked_once()
            .filter(|table| text_at(*table, "kind") == kind)
            .map(|table| (text_at(table, "name").to_owned(), label_at(table, "label")))
            .collect()
    }

    /// Whether a question fills a column of the list, or names the inspector.
    pub(super) fn fills_column(&self, name: &str) -> bool {
        let columns = ["site_field", "date_field", "inspector_field"];
        columns.iter().any(|column| text_at(self.document.as_table(), column) == name)
            && self.asked_once().any(|table| text_at(table, "name") == name)
    }

    fn asked_once(&self) -> impl Iterator<Item = &Table> {
        self.sections().filter(|section| group_of(section).is_none()).flat_map(questions)
    }
}
