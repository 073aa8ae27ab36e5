//! One question: reading it, changing it, adding one.

use super::{
    super::check::is_reserved,
    controls::{Control, Kinds, QUESTION},
    document::{group_of, insert, questions, questions_mut, text_at},
    editor::{EditRefusal, FormEditor, QuestionPlace},
    references,
    values::{Entered, read, remove, write},
};
use toml_edit::{Item, Table, Value};

/// The longest name that is made of a label.
const NAME_CHARS: usize = 40;

impl FormEditor {
    /// A question as inputs; `kind` and `section` are inputs, too.
    pub fn question(&self, place: &QuestionPlace) -> Option<Entered> {
        let table =
            questions(self.section_table(&place.section)?).find(|table| text_at(*table, "name") == place.name)?;
        let kind = text_at(table, "kind");
        let mut entered = Entered::default();
        QUESTION.iter().filter(|control| control.kinds.has(kind)).for_each(|control| {
            read(table, control, &mut entered);
        });
        entered.set("kind", kind);
        entered.set("section", &place.section);
        Some(entered)
    }

    /// Changes a question, and where it stands if `section` is another one; its place then.
    ///
    /// # Errors
    /// The question is gone, or it would leave a section without questions.
    pub fn change_question(&mut self, place: &QuestionPlace, entered: &Entered) -> Result<QuestionPlace, EditRefusal> {
        let to = QuestionPlace { section: entered.get("section").to_owned(), name: entered.get("name").to_owned() };
        if to.name != place.name {
            references::rename(self, place, &to.name);
        }
        let table = self.section_table_mut(&place.section).and_then(questions_mut);
        let table = table.and_then(|fields| fields.iter_mut().find(|table| text_at(*table, "name") == place.name));
        set(table.ok_or(EditRefusal::Gone)?, entered);
        if to.section != place.section {
            let moved = QuestionPlace { section: place.section.clone(), name: to.name.clone() };
            let table = self.take_question(&moved)?;
            let fields = self.section_table_mut(&to.section).and_then(questions_mut).ok_or(EditRefusal::Gone)?;
            fields.push(table);
        }
        self.remove_unused_trees();
        Ok(to)
    }

    /// Adds a question at the end of a section, or behind another one of it. Without a name it gets one from its label.
    ///
    /// # Errors
    /// The section is gone.
    pub fn add_question(&mut self, after: Option<&str>, entered: &Entered) -> Result<QuestionPlace, EditRefusal> {
        let section = entered.get("section").to_owned();
        let table = self.new_question(&section, entered);
        let name = text_at(&table, "name").to_owned();
        let fields = self.section_table_mut(&section).and_then(questions_mut).ok_or(EditRefusal::Gone)?;
        let behind = fields.iter().position(|table| Some(text_at(table, "name")) == after);
        let at = behind.map_or(fields.len(), |at| at.saturating_add(1));
        insert(fields, at, table);
        Ok(QuestionPlace { section, name })
    }

    /// The place of a question in the mistakes of the loader: its name, in a group behind that of the group.
    pub fn place_of_mistakes(&self, place: &QuestionPlace) -> String {
        let group = self.section_table(&place.section).and_then(group_of);
        group.map_or_else(|| place.name.clone(), |group| format!("{group}.{}", place.name))
    }

    /// The table of a question that is not in the form yet.
    pub(super) fn new_question(&self, section: &str, entered: &Entered) -> Table {
        let mut entered = entered.clone();
        if entered.get("name").is_empty() {
            let name = self.free_question_name(section, entered.get("label_en"));
            entered.set("name", &name);
        }
        let mut table = Table::new();
        // In the order in which a person would write them.
        for key in ["name", "kind"] {
            table.insert(key, toml_edit::value(entered.get(key)));
        }
        set(&mut table, &entered);
        table
    }

    /// A name that no other question and no group has.
    fn free_question_name(&self, section: &str, label: &str) -> String {
        let group = self.section_table(section).and_then(group_of);
        let sections = self.sections().filter(|section| group_of(section) == group);
        let mut taken: Vec<&str> = sections.flat_map(questions).map(|table| text_at(table, "name")).collect();
        if group.is_none() {
            taken.extend(self.sections().filter_map(group_of));
        }
        free_name(label, "question", &taken)
    }
}

fn set(table: &mut Table, entered: &Entered) {
    let kind = entered.get("kind");
    if text_at(table, "kind") != kind {
        // What another kind means by the same key is another thing, but for these.
        let keeps = |control: &Control| match control.kinds {
            Kinds::All => true,
            Kinds::Answered => control.kinds.has(kind),
            Kinds::Only(_) => {
                control.kinds.has(kind) && matches!(control.path, ["choices" | "choice_filter" | "calculation"])
            }
        };
        QUESTION.iter().filter(|control| !keeps(control)).for_each(|control| remove(table, control.path));
        table.insert("kind", Item::Value(Value::from(kind)));
    }
    QUESTION.iter().filter(|control| control.kinds.has(kind)).for_each(|control| write(table, control, kind, entered));
}

/// A name of letters, digits and underscores that is made of a label, with a number behind it if it is taken.
pub(super) fn free_name(label: &str, without_letters: &str, taken: &[&str]) -> String {
    let mut name = String::new();
    for c in label.chars() {
        match c {
            c if c.is_ascii_alphanumeric() => name.push(c.to_ascii_lowercase()),
            _ if name.is_empty() || name.ends_with('_') => {}
            _ => name.push('_'),
        }
        if name.len() >= NAME_CHARS {
            break;
        }
    }
    let name = name.trim_matches('_');
    let name = match name.chars().next() {
        Some(first) if first.is_ascii_alphabetic() => name.to_owned(),
        Some(_) => format!("{without_letters}_{name}"),
        None => without_letters.to_owned(),
    };
    let is_free = |name: &String| !taken.contains(&name.as_str()) && !is_reserved(name);
    let numbered = (2..).map(|number| format!("{name}_{number}"));
    std::iter::once(name.clone()).chain(numbered).find(is_free).unwrap_or_default()
}
