//! The rows of the sheet `survey` as sections with questions: a group is a section, a repeat a section with items, and
//! questions outside of both are a section of their own.
//!
//! A form has no sections within sections. A group within a group is a section of its own with the conditions of both;
//! what stands behind it in the outer group is a further section. A group within a repeat is none: its questions stand in
//! the repeat, each with the condition of the group. `nesting` has the groups that are open.

use super::{
    calculated::{Answer, find_types},
    headings::Columns,
    kinds::{QuestionType, RowType, row_type},
    messages::{CellPlace, Messages},
    nesting::{self, OpenGroup},
    question::Question,
    rows::{Row, invisible},
    table::Table,
};
use crate::domain::{message::Message, rules::value::Type};
use std::{collections::HashMap, rc::Rc};

/// A group, a repeat, or questions outside of both.
#[derive(Debug)]
pub struct SurveySection<'a> {
    /// None for questions outside of groups.
    pub row: Option<Rc<Row<'a>>>,
    /// The rows of the groups around it, the outermost first.
    pub around: Vec<Rc<Row<'a>>>,
    /// It goes on with a group that has a section already, behind a group within it.
    pub is_continued: bool,
    pub name: String,
    pub place: CellPlace,
    pub is_repeat: bool,
    pub questions: Vec<Question<'a>>,
}

pub fn sections<'a>(table: &'a Table, columns: &'a Columns, messages: &mut Messages) -> Vec<SurveySection<'a>> {
    let mut reading = Reading { sections: Vec::new(), open: Vec::new(), names: HashMap::new(), messages };
    for row in &table.rows {
        reading.row(Row::new(columns, row));
    }
    reading.finish();
    let mut sections = reading.sections;
    calculations(&mut sections);
    sections
}

/// What a name is the name of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NameOf {
    Group,
    Repeat,
    Question,
}

struct Reading<'m, 'a> {
    sections: Vec<SurveySection<'a>>,
    /// The groups that are open, the outermost first.
    open: Vec<OpenGroup<'a>>,
    /// Where each name is used: in a repeat (its place among the sections), or at the top.
    names: HashMap<(Option<usize>, String), u32>,
    messages: &'m mut Messages,
}

impl<'a> Reading<'_, 'a> {
    fn row(&mut self, row: Row<'a>) {
        let Some((text, place)) = row.text("type") else {
            self.messages.mistake(row.place("type"), Message::new("spreadsheet-type-missing"));
            return;
        };
        let found = row_type(text).unwrap_or_else(|reason| {
            self.messages.mistake(place, reason);
            RowType::Question(QuestionType::Broken)
        });
        match found {
            RowType::Metadata => {
                self.messages.notice(place, Message::new("spreadsheet-metadata").with("type", text));
            }
            RowType::BeginGroup | RowType::BeginRepeat => self.begin(row, found, place),
            RowType::EndGroup | RowType::EndRepeat => {
                // Editors repeat the name and the label of the group there.
                let known = |key: &str| matches!(key, "name" | "label" | "hint");
                if let Some((key, place)) = row.unread().into_iter().find(|(key, _)| !known(key)) {
                    self.messages.notice(place, Message::new("spreadsheet-end-value").with("column", key));
                }
                self.end(&found, place);
            }
            RowType::Question(kind) => self.question(row, kind),
        }
    }

    fn begin(&mut self, row: Row<'a>, found: RowType, place: CellPlace) {
        let is_repeat = found == RowType::BeginRepeat;
        nesting::tell(&self.open, is_repeat, place, self.messages);
        // A repeat is stored beside the questions that are asked once, so they share their names.
        let (name, name_place) = self.name(&row, None, if is_repeat { NameOf::Repeat } else { NameOf::Group });
        let (row, begun) = (Rc::new(row), place);
        self.open.push(OpenGroup { row, is_repeat, begun, name, name_place, section: None, has_questions: false });
    }

    fn end(&mut self, found: &RowType, place: CellPlace) {
        let ends_repeat = *found == RowType::EndRepeat;
        let Some(group) = self.open.pop() else {
            let [begin, end] = if ends_repeat { ["begin_repeat", "end_repeat"] } else { ["begin_group", "end_group"] };
            self.messages.mistake(place, Message::new("spreadsheet-no-begin").with("begin", begin).with("end", end));
            return;
        };
        match (group.is_repeat, ends_repeat) {
            (true, false) => self.messages.mistake(place, Message::new("spreadsheet-end-of-group-in-repeat")),
            (false, true) => self.messages.mistake(place, Message::new("spreadsheet-end-of-repeat-in-group")),
            (true, true) | (false, false) => {}
        }
        if !group.has_questions {
            // What is wrong is told once, not for each group around it.
            self.open.iter_mut().for_each(|outer| outer.has_questions = true);
        }
        group.close(self.messages);
    }

    fn question(&mut self, row: Row<'a>, kind: QuestionType) {
        let (at, groups) = match self.open.iter().rposition(|group| group.is_repeat) {
            Some(repeat) => {
                let within = self.open.get(repeat + 1..).unwrap_or_default();
                let groups = within.iter().map(|group| Rc::clone(&group.row)).collect();
                (self.section_of(repeat), groups)
            }
            None => match self.open.len().checked_sub(1) {
                Some(group) => (self.section_of(group), Vec::new()),
                None => (self.loose_section(row.place("name")), Vec::new()),
            },
        };
        self.open.iter_mut().for_each(|group| group.has_questions = true);
        let repeat = Some(at).filter(|at| self.sections.get(*at).is_some_and(|section| section.is_repeat));
        let (name, name_place) = self.name(&row, repeat, NameOf::Question);
        let answer = kind.answer().unwrap_or(Type::Text);
        if let Some(section) = self.sections.get_mut(at) {
            section.questions.push(Question { row, groups, kind, name, name_place, answer });
        }
    }

    /// The place of the section of an open group: the last one, or a new one.
    fn section_of(&mut self, number: usize) -> usize {
        let new = self.sections.len();
        let around = self.open.iter().take(number).map(|outer| Rc::clone(&outer.row)).collect();
        let Some(group) = self.open.get_mut(number) else { return new };
        match group.section {
            Some(known) if group.is_repeat || known + 1 == new => return known,
            _ => {}
        }
        let is_continued = group.section.replace(new).is_some();
        self.sections.push(SurveySection {
            row: Some(Rc::clone(&group.row)),
            around,
            is_continued,
            name: group.name.clone(),
            place: group.name_place,
            is_repeat: group.is_repeat,
            questions: Vec::new(),
        });
        new
    }

    /// The place of the section of questions outside of groups.
    fn loose_section(&mut self, place: CellPlace) -> usize {
        let new = self.sections.len();
        if let Some(last) = new.checked_sub(1)
            && self.sections.get(last).is_some_and(|section| section.row.is_none())
        {
            return last;
        }
        self.sections.push(SurveySection {
            row: None,
            around: Vec::new(),
            is_continued: false,
            name: format!("part_{}", new + 1),
            place,
            is_repeat: false,
            questions: Vec::new(),
        });
        new
    }

    /// The name of a row, or one in its place if it cannot be used.
    fn name(&mut self, row: &Row, repeat: Option<usize>, of: NameOf) -> (String, CellPlace) {
        let number = row.here().row;
        let Some((name, place)) = row.text("name") else {
            let message = Message::new(match of {
                NameOf::Group => "spreadsheet-group-without-name",
                NameOf::Repeat => "spreadsheet-repeat-without-name",
                NameOf::Question => "spreadsheet-question-without-name",
            });
            self.messages.mistake(row.place("name"), message);
            return (format!("unnamed_{number}"), row.place("name"));
        };
        let instead = || (format!("unnamed_{number}"), place);
        if let Some(c) = invisible(name) {
            let code = format!("U+{:04X}", u32::from(c));
            let message = Message::new("spreadsheet-invisible").with("column", "name").with("code", code);
            self.messages.mistake(place, message);
            return instead();
        }
        let is_first = name.chars().next().is_some_and(|c| c.is_ascii_alphabetic());
        if !is_first || name.len() > 60 || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
            self.messages.mistake(place, Message::new("spreadsheet-name-form").with("name", format!("{name:?}")));
            return instead();
        }
        // Groups have names among themselves, questions in each repeat.
        let scope = if of == NameOf::Group { Some(usize::MAX) } else { repeat };
        if let Some(first) = self.names.get(&(scope, name.to_owned())) {
            let message = Message::new("spreadsheet-name-used").with("name", name).with("row", first.to_string());
            self.messages.mistake(place, message);
            return instead();
        }
        self.names.insert((scope, name.to_owned()), number);
        (name.to_owned(), place)
    }

    fn finish(&mut self) {
        while let Some(group) = self.open.pop() {
            let message = Message::new(match group.is_repeat {
                true => "spreadsheet-repeat-not-ended",
                false => "spreadsheet-group-not-ended",
            });
            self.messages.mistake(group.begun, message);
            group.close(self.messages);
        }
        // A continued section needs another id than the one that it goes on with.
        for at in 0..self.sections.len() {
            let Some(section) = self.sections.get(at).filter(|section| section.is_continued) else { continue };
            let is_free = |name: &String| {
                self.names.keys().all(|(_, known)| known != name) && self.sections.iter().all(|s| s.name != *name)
            };
            let free = (2..).map(|number| format!("{}_{number}", section.name)).find(is_free);
            if let (Some(free), Some(section)) = (free, self.sections.get_mut(at)) {
                section.name = free;
            }
        }
    }
}

/// Gives calculations the type of their expressions.
fn calculations(sections: &mut [SurveySection]) {
    let repeats: Vec<String> =
        sections.iter().filter(|section| section.is_repeat).map(|section| section.name.clone()).collect();
    let mut answers = Vec::new();
    let mut at = 0;
    for section in sections.iter() {
        for question in &section.questions {
            let calculation = question.row.text("calculation").map(|(text, _)| text.to_owned()).unwrap_or_default();
            let repeat = section.is_repeat.then_some(at);
            answers.push(Answer { name: question.name.clone(), repeat, found: question.kind.answer(), calculation });
        }
        at += usize::from(section.is_repeat);
    }
    find_types(&mut answers, &repeats);
    let questions = sections.iter_mut().flat_map(|section| &mut section.questions);
    for (question, answer) in questions.zip(answers) {
        question.answer = answer.found.unwrap_or(Type::Text);
    }
}
