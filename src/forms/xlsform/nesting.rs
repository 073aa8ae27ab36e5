//! Groups that have begun and not ended, and what is said about groups within groups.

use super::{
    messages::{CellPlace, Messages},
    rows::Row,
};
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
    pub fn word(&self) -> &'static str {
        if self.is_repeat { "repeat" } else { "group" }
    }

    /// Tells what is wrong with it, or left out, once all its questions are known.
    pub fn close(self, messages: &mut Messages) {
        if !self.has_questions {
            messages.mistake(self.name_place, "there is no question in it; delete it, or add one");
        }
        if self.section.is_some() {
            return;
        }
        // Its label and condition go on to what is within it. Nothing else of it is shown.
        let row = &self.row;
        row.texts("label", messages);
        row.text("relevant");
        if let Some(texts) = row.texts("hint", messages) {
            messages.notice(texts.place, "the hint is left out, because the group is no section of its own here");
        }
        tell_rest(row, messages);
    }
}

/// What is different here about a group that begins within these.
pub fn tell(open: &[OpenGroup], is_repeat: bool, place: CellPlace, messages: &mut Messages) {
    let repeat = open.iter().rev().find(|group| group.is_repeat);
    match (repeat, open.last()) {
        (Some(outer), _) if is_repeat => {
            let reason = format!(
                "a repeat within the repeat of row {} is not supported; end that one first, and ask in the second one what \
                 it belongs to",
                outer.begun.row
            );
            messages.mistake(place, reason);
        }
        (Some(outer), _) => {
            let reason = format!(
                "the group is not shown: its questions stand in the repeat of row {}, each with the condition of the group",
                outer.begun.row
            );
            messages.notice(place, reason);
        }
        (None, Some(outer)) => {
            let word = if is_repeat { "repeat" } else { "group" };
            let reason = format!(
                "the {word} within the group of row {} is a section of its own here, with the conditions of both",
                outer.begun.row
            );
            messages.notice(place, reason);
        }
        (None, None) => {}
    }
}

/// Values of the row of a group that nothing has read.
pub fn tell_rest(row: &Row, messages: &mut Messages) {
    if let Some((text, place)) = row.text("appearance") {
        messages.notice(place, format!("the appearance {text} has no effect for groups"));
    }
    for (key, place) in row.unread() {
        messages.mistake(place, format!("{key} has no meaning for a group; leave the cell empty"));
    }
}
