//! Finds the field that a name in a form post refers to.

use super::Subject;
use crate::domain::{
    form::{Field, FieldKind, FormDef, Items},
    position::Coordinate,
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

/// A signature has two parts in a form post, a position three; every other field has one, and a note has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Whole,
    /// `tech_signature_typed`: the typed name below the drawing.
    TypedName,
    /// `gps_lat`, `gps_lon`, `gps_accuracy`.
    Coordinate(Coordinate),
}

impl Part {
    /// What follows the name of the field in a form post.
    pub fn suffix(self) -> &'static str {
        match self {
            Part::Whole => "",
            Part::TypedName => TYPED,
            Part::Coordinate(coordinate) => coordinate.suffix(),
        }
    }
}

/// The parts of a question beside the one with its own name.
pub fn further_parts(kind: &FieldKind) -> &'static [Part] {
    const COORDINATES: [Part; 3] = [
        Part::Coordinate(Coordinate::Latitude),
        Part::Coordinate(Coordinate::Longitude),
        Part::Coordinate(Coordinate::Accuracy),
    ];
    match kind {
        FieldKind::Signature => &[Part::TypedName],
        FieldKind::Geopoint => &COORDINATES,
        _ => &[],
    }
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
        fields.into_iter().filter(|field| field.kind != FieldKind::Note).find_map(|field| {
            let suffix = name.strip_prefix(field.name.as_str())?;
            let is_it = |part: &&Part| part.suffix() == suffix;
            let part = [Part::Whole].iter().chain(further_parts(&field.kind)).find(is_it)?;
            Some(Question { field, part: *part, item })
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
        Part::Coordinate(coordinate) => Subject::Coordinate(coordinate, label),
    }
}
