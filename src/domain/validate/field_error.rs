//! A validation error of one field.

use super::{
    code::ValidationCode,
    question::Question,
    subject::{ItemNumber, Subject},
};
use crate::domain::form::FormDef;

/// The longest typed name of a signature, in characters.
pub const MAX_SIGNER: usize = 100;

/// A validation error, identified by the name of the field in the form post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// `site_name`, `items.0.asset`: with the index of the form post, also if earlier items were left empty.
    pub name: String,
    /// The question or control, by its name on the page.
    pub subject: Subject,
    /// The item, for a field of a repeating group.
    pub item: Option<ItemNumber>,
    pub complaint: ValidationCode,
}

impl FieldError {
    /// An error for a name in the form post, with the label of the form. An unknown name is used as its own label.
    pub fn at(def: &FormDef, name: &str, complaint: ValidationCode) -> FieldError {
        match Question::find(def, name) {
            Some(question) => FieldError {
                name: name.to_owned(),
                subject: question.subject(),
                item: question.item.map(|(items, index)| ItemNumber::new(items, index)),
                complaint,
            },
            None => FieldError::of(name, Subject::Name(name.to_owned()), complaint),
        }
    }

    /// An error that does not belong to an item.
    pub fn of(name: &str, subject: impl Into<Subject>, complaint: ValidationCode) -> FieldError {
        FieldError { name: name.to_owned(), subject: subject.into(), item: None, complaint }
    }
}
