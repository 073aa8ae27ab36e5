//! Groups that have begun and not ended, and what is said about groups within groups.

use super::{
    messages::{CellPlace, Messages},
    rows::Row,
};
use crate::domain::message::Message;
use std::rc::Rc;

/// A group or repeat that has begun and not ended.
#[derive(Debug)]
pub struct OpenGroup<'a> {
    pub row: Rc<Row<'a>>,
    pub is_repeat: bool,
    /// The cell of its type.
    pub begun: CellPlace,
    pub name: String,
    pub name_place: CellPlace,
    /// The place of its last section; a group has none before its first question, and none within a repeat.
    pub section: Option<usize>,
    /// It has a question, also within another group.
    pub has_questions: bool,
}

impl OpenGroup<'_> {
    /// Tells what is wrong with it, or left out, once all its questions are known.
    pub fn close(self, messages: &mut Messages) {
        if !self.has_questions {
            messages.mistake(self.name_place, Message::new("spreadsheet-group-empty"));
        }
        if self.section.is_some() {
            return;
        }
        // Its label and condition go on to what is within it. Nothing else of it is shown.
        let row = &self.row;
        row.texts("label", messages);
        row.text("relevant");
        if let Some(texts) = row.texts("hint", messages) {
            messages.notice(texts.place, Message::new("spreadsheet-group-hint"));
        }
        tell_rest(row, messages);
    }
}

/// What is different here about a group that begins within these.
pub fn tell(open: &[OpenGroup], is_repeat: bool, place: CellPlace, messages: &mut Messages) {
    let repeat = open.iter().rev().find(|group| group.is_repeat);
    let row_of = |outer: &OpenGroup| outer.begun.row.to_string();
    match (repeat, open.last()) {
        (Some(outer), _) if is_repeat => {
            messages.mistake(place, Message::new("spreadsheet-repeat-in-repeat").with("row", row_of(outer)));
        }
        (Some(outer), _) => {
            messages.notice(place, Message::new("spreadsheet-group-in-repeat").with("row", row_of(outer)));
        }
        (None, Some(outer)) if is_repeat => {
            messages.notice(place, Message::new("spreadsheet-repeat-in-group").with("row", row_of(outer)));
        }
        (None, Some(outer)) => {
            messages.notice(place, Message::new("spreadsheet-group-in-group").with("row", row_of(outer)));
        }
        (None, None) => {}
    }
}

/// Values of the row of a group that nothing has read.
pub fn tell_rest(row: &Row, messages: &mut Messages) {
    if let Some((text, place)) = row.text("appearance") {
        messages.notice(place, Message::new("spreadsheet-group-appearance").with("appearance", text));
    }
    for (key, place) in row.unread() {
        messages.mistake(place, Message::new("spreadsheet-group-value").with("column", key));
    }
}
