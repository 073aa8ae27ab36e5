//! One complaint at one field.

use super::{
    code::ValidationCode,
    question::Question,
    subject::{ItemNumber, Subject},
};
use crate::domain::form::FormDef;

/// How long a typed name below a signature may be.
pub const MAX_SIGNER: usize = 100;

/// One complaint at one field, by the name that the field has in the post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// `site_name`, `items.0.asset`: with the index of the post, even if items before it were left empty.
    pub name: String,
    /// The question or control, by the name that the page shows.
    pub subject: Subject,
    /// The item in which a repeated question stands.
    pub item: Option<ItemNumber>,
    pub complaint: ValidationCode,
}

impl FieldError {
    /// A complaint at a name of the post; the form gives the label. An unknown name is its own label.
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

    /// A complaint about something that stands in no item.
    pub fn of(name: &str, subject: impl Into<Subject>, complaint: ValidationCode) -> FieldError {
        FieldError { name: name.to_owned(), subject: subject.into(), item: None, complaint }
    }
}
