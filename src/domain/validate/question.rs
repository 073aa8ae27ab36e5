//! Finds the question that a name in a post stands for.

use super::Subject;
use crate::domain::{
    form::{Field, FieldKind, FormDef, Items},
    raw::ItemPath,
};

/// A name of a post, understood.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    pub field: &'a Field,
    pub part: Part,
    /// The repeating group it stands in, and the index in the post.
    pub item: Option<(&'a Items, usize)>,
}

/// A signature is posted in two parts; everything else is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Whole,
    /// `tech_signature_typed`: the name typed below the drawing.
    TypedName,
}

/// What follows the name of a signature in the name of its typed part.
pub(super) const TYPED: &str = "_typed";

impl<'a> Question<'a> {
    /// The question behind `site_name`, `items.0.asset` or `tech_signature_typed`; `None` if the form asks no such.
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

    /// What the page calls it.
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
