//! The subject of a validation error: the question or control, by its name on the page.

use crate::domain::{form::Items, lang::Label, position::Coordinate};

/// A question of a form, or a control of a page that is not part of a form definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A question, by its label.
    Question(Label),
    /// The typed name of a signature, by the label of the signature.
    TypedName(Label),
    /// A number of a position, by the label of the position.
    Coordinate(Coordinate, Label),
    /// A control, by the key of its text in `locales/`.
    Control(&'static str),
    /// A name that the form does not have, as it was sent.
    Name(String),
}

impl From<Label> for Subject {
    fn from(label: Label) -> Subject {
        Subject::Question(label)
    }
}

/// The number of an item for display, such as "Item 2".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemNumber {
    pub singular: Label,
    /// Counted from 1.
    pub number: usize,
}

impl ItemNumber {
    pub(super) fn new(items: &Items, position: usize) -> ItemNumber {
        ItemNumber { singular: items.singular.clone(), number: position.saturating_add(1) }
    }
}
