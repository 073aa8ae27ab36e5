//! Finds the field that a name in a form post refers to.

use super::Subject;
use crate::domain::{
    form::{Field, FieldKind, FormDef, Items},
    raw::ItemPath,
};

/// The field and part that a name refers to.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    pub field: &'a Field,
    pub part: Part,
    /// The repeating group of the field, and the index in the form post.
    pub item: Option<(&'a Items, usize)>,
}

/// A signature has two parts in a form post; every other field has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Whole,
    /// `tech_signature_typed`: the typed name below the drawing.
    TypedName,
}

/// The suffix of the typed part of a signature field.
pub(super) const TYPED: &str = "_typed";

impl<'a> Question<'a> {
    /// Resolves `site_name`, `items.0.asset` or `tech_signature_typed`; `None` if the form has no such field.
    pub fn find(def: &'a FormDef, name: &str) -> Option<Question<'a>> {
        match ItemPath::parse(name) {
            None => Question::among(def.fields(), name, None),
            Some(path) => {
                let items = def.items_named(path.items)?;
                Question::among(items.fields.iter(), path.field, Some((items, path.index)))
            }
        }
    }

    fn among(
        fields: impl Iterator<Item = &'a Field>,
        name: &str,
        item: Option<(&'a Items, usize)>,
    ) -> Option<Question<'a>> {
        let typed = name.strip_suffix(TYPED);
        fields.into_iter().find_map(|field| {
            if field.name == name {
                return Some(Question { field, part: Part::Whole, item });
            }
            let signed = field.kind == FieldKind::Signature && typed == Some(field.name.as_str());
            signed.then_some(Question { field, part: Part::TypedName, item })
        })
    }

    pub fn subject(&self) -> Subject {
        subject(self.field, self.part)
    }
}

pub(super) fn subject(field: &Field, part: Part) -> Subject {
    let label = field.label.clone();
    match part {
        Part::Whole => Subject::Question(label),
        Part::TypedName => Subject::TypedName(label),
    }
}
