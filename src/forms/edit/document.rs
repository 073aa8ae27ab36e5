//! The tables of a form file, as the library for TOML has them.

use crate::domain::lang::Label;
use toml_edit::{ArrayOfTables, Item, Table, TableLike};

/// The questions of a section.
pub fn questions(section: &Table) -> impl Iterator<Item = &Table> {
    section.get("fields").and_then(Item::as_array_of_tables).into_iter().flat_map(ArrayOfTables::iter)
}

pub fn questions_mut(section: &mut Table) -> Option<&mut ArrayOfTables> {
    section.get_mut("fields").and_then(Item::as_array_of_tables_mut)
}

/// The text of a key; empty if there is none.
pub fn text_at<'t>(table: &'t dyn TableLike, key: &str) -> &'t str {
    table.get(key).and_then(Item::as_str).unwrap_or_default()
}

pub fn label_at(table: &dyn TableLike, key: &str) -> Label {
    let label = table.get(key).and_then(Item::as_table_like);
    let text = |language| label.map_or("", |label| text_at(label, language));
    Label::new(text("en"), text("ar"))
}

/// Tables are written in the order of their positions, which come from the text that was read. What was moved or added
/// gets its place by numbering all of them anew.
pub fn number(table: &mut Table, next: &mut isize) {
    table.set_position(Some(*next));
    *next += 1;
    for (_, item) in table.iter_mut() {
        match item {
            Item::Table(table) => number(table, next),
            Item::ArrayOfTables(tables) => tables.iter_mut().for_each(|table| number(table, next)),
            Item::None | Item::Value(_) => {}
        }
    }
}

/// The name of the group that a section is; none for a section that is asked once.
pub fn group_of(section: &Table) -> Option<&str> {
    let items = section.get("items")?.as_table_like()?;
    Some(items.get("name").and_then(Item::as_str).unwrap_or("items"))
}

/// Adds a table at a place, or at the end if there are fewer.
pub fn insert(tables: &mut ArrayOfTables, at: usize, table: Table) {
    tables.insert(at.min(tables.len()), table);
}
