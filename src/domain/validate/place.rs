//! The position of a group of fields: at the top level, or in an item.

use super::{FieldError, ItemNumber, Part, ValidationCode, question};
use crate::domain::form::{Field, Items};

pub(super) enum GroupPosition<'a> {
    Top,
    Item {
        items: &'a Items,
        index: usize,
        /// The number of items before this one on the page.
        position: usize,
    },
}

impl GroupPosition<'_> {
    pub fn name(&self, field: &str) -> String {
        match self {
            GroupPosition::Top => field.to_owned(),
            GroupPosition::Item { items, index, .. } => format!("{}.{index}.{field}", items.name),
        }
    }

    pub fn error(&self, field: &Field, part: Part, complaint: ValidationCode) -> FieldError {
        let name = self.name(&format!("{}{}", field.name, part.suffix()));
        let item = match self {
            GroupPosition::Top => None,
            GroupPosition::Item { items, position, .. } => Some(ItemNumber::new(items, *position)),
        };
        FieldError { name, subject: question::subject(field, part), item, complaint }
    }
}
