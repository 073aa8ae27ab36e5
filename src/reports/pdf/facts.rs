//! Labels with values: three columns for short values, the full width for longer ones. Questions without an answer are
//! named in one line, or left out, as the form says.

use super::{
    Sheet,
    page::{GREY, INK, MEASURE},
    structure::Role,
    text::{Line, TextAlignment, TextStyle, height},
};
use crate::{
    domain::{
        form_report::Unanswered,
        report::{Cell, Fact},
    },
    reports::show::shown,
};

const LABEL: TextStyle = TextStyle { size: 8.0, bold: false, colour: GREY };
const VALUE: TextStyle = TextStyle { size: 10.0, bold: false, colour: INK };
const UNANSWERED: TextStyle = TextStyle { size: 8.5, bold: false, colour: GREY };
const GAP: f32 = 16.0;
const ACROSS: usize = 3;
const COLUMN: f32 = (MEASURE - GAP * (ACROSS - 1) as f32) / ACROSS as f32;
/// Longer values, in characters, do not fit two lines of a column, so they are not measured.
const SHORT: usize = 80;

/// A fact laid out for one column.
struct ColumnFact {
    label: Vec<Line>,
    value: Vec<Line>,
}

impl ColumnFact {
    fn height(&self) -> f32 {
        height(&self.label) + height(&self.value)
    }
}

impl Sheet<'_> {
    pub fn facts(&mut self, facts: &[Fact]) {
        let answered: Vec<&Fact> = facts.iter().filter(|fact| fact.value != Cell::Empty).collect();
        if !answered.is_empty() {
            self.element(Role::List, |sheet| sheet.answered(&answered));
        }
        if self.doc.unanswered == Unanswered::Listed {
            self.unanswered(facts);
        }
    }

    fn answered(&mut self, facts: &[&Fact]) {
        let mut waiting = Vec::new();
        for fact in facts {
            match self.narrow(fact) {
                Some(narrow) => waiting.push(narrow),
                None => {
                    self.row(&std::mem::take(&mut waiting));
                    self.wide(fact);
                }
            }
            if waiting.len() == ACROSS {
                self.row(&std::mem::take(&mut waiting));
            }
        }
        self.row(&waiting);
    }

    fn unanswered(&mut self, facts: &[Fact]) {
        let questions: Vec<&str> =
            facts.iter().filter(|fact| fact.value == Cell::Empty).map(|fact| fact.label.as_str()).collect();
        if questions.is_empty() {
            return;
        }
        let questions = self.texts.list(&questions);
        let text = self.texts.with("report-not-answered", &[("questions", questions.into())]);
        let lines = self.set.lines(&text, UNANSWERED, MEASURE, TextAlignment::Start);
        self.pages.flow_as(Role::Paragraph, &lines, 0.0, MEASURE);
        self.pages.space(6.0);
    }

    /// Lays out the fact for one column; `None` if it needs more than two lines.
    fn narrow(&mut self, fact: &Fact) -> Option<ColumnFact> {
        let value = shown(&fact.value, self.texts);
        if value.chars().count() > SHORT {
            return None;
        }
        let label = self.set.lines(&fact.label, LABEL, COLUMN, TextAlignment::Start);
        let value = self.set.lines(&value, VALUE, COLUMN, TextAlignment::Start);
        (label.len() <= 2 && value.len() <= 2).then_some(ColumnFact { label, value })
    }

    fn row(&mut self, facts: &[ColumnFact]) {
        if facts.is_empty() {
            return;
        }
        let tallest = facts.iter().map(ColumnFact::height).fold(0.0, f32::max);
        self.pages.ensure(tallest);
        for (at, fact) in facts.iter().enumerate() {
            let start = at as f32 * (COLUMN + GAP);
            let top = self.pages.y;
            self.element(Role::ListItem, |sheet| {
                sheet.pages.draw_as(Role::Label, &fact.label, start, top, COLUMN);
                sheet.pages.draw_as(Role::Body, &fact.value, start, top + height(&fact.label), COLUMN);
            });
        }
        self.pages.y += tallest;
        self.below();
    }

    /// Lays out a fact in the full width, over several pages if necessary.
    fn wide(&mut self, fact: &Fact) {
        let label = self.set.lines(&fact.label, LABEL, MEASURE, TextAlignment::Start);
        let value = self.set.lines(&shown(&fact.value, self.texts), VALUE, MEASURE, TextAlignment::Own);
        // The label stays on the same page as the first two lines.
        let beginning = value.get(..2).unwrap_or(&value);
        self.pages.ensure(height(&label) + height(beginning));
        self.element(Role::ListItem, |sheet| {
            sheet.pages.flow_as(Role::Label, &label, 0.0, MEASURE);
            sheet.pages.flow_as(Role::Body, &value, 0.0, MEASURE);
        });
        self.below();
    }

    fn below(&mut self) {
        self.pages.y += 3.5;
        self.pages.rule(self.pages.y);
        self.pages.y += 5.0;
    }
}
