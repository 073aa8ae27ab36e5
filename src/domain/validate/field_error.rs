//! One complaint at one field.

use super::{arabic, code::ValidationCode, english, question, question::Question};
use crate::domain::{
    form::FormDef,
    lang::{Label, Lang},
};

/// How long a typed name below a signature may be.
pub const MAX_SIGNER: usize = 100;

/// One complaint at one field, by the name that the field has in the post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// `site_name`, `items.0.asset`: with the index of the post, even if items before it were left empty.
    pub name: String,
    /// The field's own label in each language, as the page shows it.
    pub label: Label,
    /// "Item 2", if the field stands in a repeated item: the number that the page shows.
    pub item: Option<Label>,
    pub complaint: ValidationCode,
}

impl FieldError {
    /// A complaint at a name of the post; the form gives the label. An unknown name is its own label.
    pub fn at(def: &FormDef, name: &str, complaint: ValidationCode) -> FieldError {
        match Question::find(def, name) {
            Some(question) => FieldError {
                name: name.to_owned(),
                label: question.label(),
                item: question.item.map(|(items, index)| question::numbered(items, index)),
                complaint,
            },
            None => FieldError { name: name.to_owned(), label: Label::new(name, name), item: None, complaint },
        }
    }

    /// A full sentence: what is wrong, and what to do.
    pub fn message(&self, lang: Lang) -> String {
        let item = self.item.as_ref().map(|item| item.get(lang));
        match lang {
            Lang::En => english::sentence(&self.complaint, &self.label, item),
            Lang::Ar => arabic::sentence(&self.complaint, &self.label, item),
        }
    }
}
