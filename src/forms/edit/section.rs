//! One section: reading it, changing it, adding one with its first question.

use super::{
    controls::{ITEMS, SECTION},
    document::{group_of, insert, questions, text_at},
    editor::{EditRefusal, FormEditor},
    question::free_name,
    values::{Entered, TICKED, read, write},
};
use toml_edit::{ArrayOfTables, InlineTable, Item, Table, Value};

/// How many items a new group may have, unless the page says another number.
const MIN_ITEMS: i64 = 0;
const MAX_ITEMS: i64 = 200;

impl FormEditor {
    /// A section as inputs; `repeats` is a tick.
    pub fn section(&self, id: &str) -> Option<Entered> {
        let table = self.section_table(id)?;
        let mut entered = Entered::default();
        SECTION.iter().chain(ITEMS).for_each(|control| read(table, control, &mut entered));
        if table.contains_key("items") {
            entered.set("repeats", TICKED);
        }
        Some(entered)
    }

    /// # Errors
    /// The section is gone.
    pub fn change_section(&mut self, id: &str, entered: &Entered) -> Result<(), EditRefusal> {
        let group = self.free_group(id);
        let table = self.section_table_mut(id).ok_or(EditRefusal::Gone)?;
        set(table, entered, &group);
        Ok(())
    }

    /// Adds a section behind another one, or at the end, with its first question; its id.
    ///
    /// # Errors
    /// The form has no sections at all.
    pub fn add_section(
        &mut self,
        after: Option<&str>,
        section: &Entered,
        question: &Entered,
    ) -> Result<String, EditRefusal> {
        let taken: Vec<&str> = self.sections().map(|section| text_at(section, "id")).collect();
        let id = free_name(section.get("title_en"), "section", &taken);
        let group = self.free_group(&id);
        let mut table = Table::new();
        table.insert("id", toml_edit::value(&id));
        set(&mut table, section, &group);
        let mut fields = ArrayOfTables::new();
        // The names of a new group are its own.
        let question = match section.is_ticked("repeats") && question.get("name").is_empty() {
            true => {
                let mut named = question.clone();
                named.set("name", &free_name(question.get("label_en"), "question", &[]));
                self.new_question(&id, &named)
            }
            false => self.new_question(&id, question),
        };
        fields.push(question);
        table.insert("fields", Item::ArrayOfTables(fields));
        let sections = self.sections_mut().ok_or(EditRefusal::Gone)?;
        let behind = sections.iter().position(|table| Some(text_at(table, "id")) == after);
        let at = behind.map_or(sections.len(), |at| at.saturating_add(1));
        insert(sections, at, table);
        Ok(id)
    }

    /// The name of a group for this section: the usual one, or one of its own if it is taken.
    fn free_group(&self, id: &str) -> String {
        let others = || self.sections().filter(|section| text_at(*section, "id") != id);
        let once = others().filter(|section| group_of(section).is_none());
        let mut taken: Vec<&str> = once.flat_map(questions).map(|table| text_at(table, "name")).collect();
        taken.extend(others().filter_map(group_of));
        match taken.contains(&"items") {
            true => free_name(id, "items", &taken),
            false => "items".to_owned(),
        }
    }
}

fn set(table: &mut Table, entered: &Entered, group: &str) {
    SECTION.iter().for_each(|control| write(table, control, "", entered));
    if !entered.is_ticked("repeats") {
        table.remove("items");
        return;
    }
    if !table.contains_key("items") {
        let mut items = InlineTable::new();
        if group != "items" {
            items.insert("name", group.into());
        }
        table.insert("items", Item::Value(Value::InlineTable(items)));
    }
    let mut entered = entered.clone();
    // A heading in one language alone is a mistake; it is not mixed with the title in the other one.
    if entered.get("singular_en").is_empty() && entered.get("singular_ar").is_empty() {
        for (name, title) in [("singular_en", "title_en"), ("singular_ar", "title_ar")] {
            let title = entered.get(title).to_owned();
            entered.set(name, &title);
        }
    }
    for (name, value) in [("min", MIN_ITEMS.to_string()), ("max", MAX_ITEMS.to_string())] {
        if entered.get(name).is_empty() {
            entered.set(name, &value);
        }
    }
    ITEMS.iter().for_each(|control| write(table, control, "", &entered));
}
