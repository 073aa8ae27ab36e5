//! The rows of the sheet `survey` as sections with questions: a group is a section, a repeat a section with items, and
//! questions outside of both are a section of their own.

use super::{
    calculated::{Answer, find_types},
    headings::{Columns, KnownColumns},
    kinds::{QuestionType, RowType, row_type},
    messages::{CellPlace, Messages, SheetName},
    question::Question,
    rows::{Row, invisible},
    table::Table,
};
use crate::domain::rules::value::Type;
use std::collections::HashMap;

pub const KNOWN: KnownColumns = KnownColumns {
    sheet: SheetName::Survey,
    plain: &[
        "type",
        "name",
        "relevant",
        "required",
        "constraint",
        "calculation",
        "choice_filter",
        "default",
        "read_only",
        "appearance",
        "parameters",
        "repeat_count",
        "injaaz::critical",
        "injaaz::decimals",
        "injaaz::default",
        "injaaz::default_kind",
        "injaaz::future",
        "injaaz::input",
        "injaaz::kind",
        "injaaz::level",
        "injaaz::max",
        "injaaz::min",
        "injaaz::section",
        "injaaz::tree",
        "injaaz::weight",
    ],
    translated: &[
        "label",
        "hint",
        "constraint_message",
        "required_message",
        "guidance_hint",
        "injaaz::singular",
        "injaaz::unit",
    ],
    aliases: &[
        ("relevance", "relevant"),
        ("readonly", "read_only"),
        ("read-only", "read_only"),
        ("calculate", "calculation"),
        ("constraint_msg", "constraint_message"),
        ("constraining_message", "constraint_message"),
        ("bind::relevant", "relevant"),
    ],
    left_out: &[
        ("media", "pictures and sounds of questions are not shown"),
        ("image", "pictures of questions are not shown"),
        ("audio", "sounds of questions are not played"),
        ("video", "films of questions are not shown"),
        ("big-image", "pictures of questions are not shown"),
        ("autoplay", "sounds of questions are not played"),
        ("body::accuracythreshold", "a position is taken with the accuracy that the device gives"),
        ("note", FOR_AUTHORS),
        ("notes", FOR_AUTHORS),
        ("comment", FOR_AUTHORS),
        ("comments", FOR_AUTHORS),
        ("$", "it belongs to Kobo"),
        ("kobo--", "it belongs to Kobo"),
    ],
    has_further: false,
};

const FOR_AUTHORS: &str = "it is for the authors of the form";

/// A group, a repeat, or questions outside of both.
#[derive(Debug)]
pub struct SurveySection<'a> {
    /// None for questions outside of groups.
    pub row: Option<Row<'a>>,
    pub name: String,
    pub place: CellPlace,
    pub is_repeat: bool,
    pub questions: Vec<Question<'a>>,
}

pub fn sections<'a>(table: &'a Table, columns: &'a Columns, messages: &mut Messages) -> Vec<SurveySection<'a>> {
    let mut reading = Reading { sections: Vec::new(), open: None, names: HashMap::new(), messages };
    for row in &table.rows {
        reading.row(Row::new(columns, row));
    }
    reading.finish();
    let mut sections = reading.sections;
    calculations(&mut sections);
    sections
}

struct Reading<'m, 'a> {
    sections: Vec<SurveySection<'a>>,
    /// The type and place of the group that is open.
    open: Option<(RowType, CellPlace)>,
    /// Where each name is used: in a repeat (its place among the sections), or at the top.
    names: HashMap<(Option<usize>, String), u32>,
    messages: &'m mut Messages,
}

impl<'a> Reading<'_, 'a> {
    fn row(&mut self, row: Row<'a>) {
        let Some((text, place)) = row.text("type") else {
            self.messages.mistake(row.place("type"), "the type is missing; write one, or empty the row");
            return;
        };
        let found = row_type(text).unwrap_or_else(|reason| {
            self.messages.mistake(place, reason);
            RowType::Question(QuestionType::Broken)
        });
        match found {
            RowType::Metadata => {
                self.messages.notice(
                    place,
                    format!("the row {text} is left out: Injaaz records by itself who sent a form and when"),
                );
            }
            RowType::BeginGroup | RowType::BeginRepeat => self.begin(row, found, place),
            RowType::EndGroup | RowType::EndRepeat => {
                // Editors repeat the name and the label of the group there.
                let known = |key: &str| matches!(key, "name" | "label" | "hint");
                if let Some((key, place)) = row.unread().into_iter().find(|(key, _)| !known(key)) {
                    self.messages.notice(place, format!("{key} has no effect where a group ends"));
                }
                self.end(&found, place);
            }
            RowType::Question(kind) => self.question(row, kind),
        }
    }

    fn begin(&mut self, row: Row<'a>, found: RowType, place: CellPlace) {
        if let Some((_, opened)) = &self.open {
            let reason = format!(
                "a group within the group of row {} is not supported; end that one first, and put its condition into both",
                opened.row
            );
            self.messages.mistake(place, reason);
        }
        let is_repeat = found == RowType::BeginRepeat;
        // A repeat is stored beside the questions that are asked once, so they share their names.
        let (name, place_of_name) = self.name(&row, None, if is_repeat { "repeat" } else { "group" });
        self.open = Some((found, place));
        self.sections.push(SurveySection {
            row: Some(row),
            name,
            place: place_of_name,
            is_repeat,
            questions: Vec::new(),
        });
    }

    fn end(&mut self, found: &RowType, place: CellPlace) {
        let begun = self.open.take().map(|(begun, _)| begun);
        let (begin, end) = match found {
            RowType::EndRepeat => (RowType::BeginRepeat, "repeat"),
            _ => (RowType::BeginGroup, "group"),
        };
        if begun.is_none() {
            self.messages.mistake(place, format!("there is no begin_{end} before this end_{end}"));
        } else if begun != Some(begin) {
            let other = if end == "group" { "repeat" } else { "group" };
            self.messages.mistake(place, format!("this ends a {end}, but a {other} is open; write end_{other}"));
        }
    }

    fn question(&mut self, row: Row<'a>, kind: QuestionType) {
        if self.open.is_none() && self.sections.last().is_none_or(|section| section.row.is_some()) {
            let number = self.sections.len() + 1;
            self.sections.push(SurveySection {
                row: None,
                name: format!("part_{number}"),
                place: row.place("name"),
                is_repeat: false,
                questions: Vec::new(),
            });
        }
        let repeat =
            self.sections.len().checked_sub(1).filter(|at| self.sections.get(*at).is_some_and(|s| s.is_repeat));
        let (name, name_place) = self.name(&row, repeat, "question");
        let answer = kind.answer().unwrap_or(Type::Text);
        if let Some(section) = self.sections.last_mut() {
            section.questions.push(Question { row, kind, name, name_place, answer });
        }
    }

    /// The name of a row, or one in its place if it cannot be used.
    fn name(&mut self, row: &Row, repeat: Option<usize>, what: &str) -> (String, CellPlace) {
        let number = row.here().row;
        let Some((name, place)) = row.text("name") else {
            self.messages.mistake(row.place("name"), format!("the {what} has no name"));
            return (format!("unnamed_{number}"), row.place("name"));
        };
        let instead = || (format!("unnamed_{number}"), place);
        if let Some(c) = invisible(name) {
            let code = u32::from(c);
            self.messages
                .mistake(place, format!("the name contains the invisible character U+{code:04X}; type it again"));
            return instead();
        }
        let is_first = name.chars().next().is_some_and(|c| c.is_ascii_alphabetic());
        if !is_first || name.len() > 60 || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
            let reason =
                format!("the name {name:?} must be at most 60 letters, digits and underscores, a letter first");
            self.messages.mistake(place, reason);
            return instead();
        }
        // Groups have names among themselves, questions in each repeat.
        let scope = if what == "group" { Some(usize::MAX) } else { repeat };
        if let Some(first) = self.names.get(&(scope, name.to_owned())) {
            let reason = format!("the name {name} is used in row {first} already; write another one");
            self.messages.mistake(place, reason);
            return instead();
        }
        self.names.insert((scope, name.to_owned()), number);
        (name.to_owned(), place)
    }

    fn finish(&mut self) {
        if let Some((found, place)) = self.open.take() {
            let word = if found == RowType::BeginRepeat { "repeat" } else { "group" };
            self.messages.mistake(place, format!("the {word} is not ended; write end_{word} below its last question"));
        }
        for section in self.sections.iter().filter(|section| section.questions.is_empty()) {
            self.messages.mistake(section.place, "there is no question in it; delete it, or add one");
        }
        self.sections.retain(|section| !section.questions.is_empty());
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
