//! The parts of a form post grouped by name, so that a form with many items is validated in one pass.

use super::{FieldError, Question, ValidationCode, question::further_parts};
use crate::domain::{
    form::{FormDef, Items},
    form_rules::defaults::offered,
    ids::UploadId,
    raw::{ItemPath, RawForm, RawValue},
};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// All parts of one name.
#[derive(Default)]
pub(super) struct FieldParts<'a> {
    pub texts: Vec<&'a str>,
    pub uploads: Vec<&'a UploadId>,
    /// Errors found while the part was read.
    pub refused: Vec<&'a ValidationCode>,
}

pub(super) struct PostedParts<'a> {
    by_name: HashMap<&'a str, FieldParts<'a>>,
    nothing: FieldParts<'a>,
    /// The indexes of each repeating group, in ascending order.
    indexes: BTreeMap<&'a str, BTreeSet<usize>>,
    /// Names that the form does not have, in the order of the request.
    pub unknown: Vec<&'a str>,
}

impl<'a> PostedParts<'a> {
    pub fn new(def: &FormDef, raw: &'a RawForm, refused: &'a [FieldError]) -> PostedParts<'a> {
        let mut post = PostedParts {
            by_name: HashMap::new(),
            nothing: FieldParts::default(),
            indexes: BTreeMap::new(),
            unknown: Vec::new(),
        };
        let names = raw.parts.iter().map(|part| part.name.as_str()).chain(refused.iter().map(|e| e.name.as_str()));
        let mut met = HashSet::new();
        for name in names.filter(|name| met.insert(*name)) {
            if Question::find(def, name).is_none() {
                post.unknown.push(name);
            } else if let Some(path) = ItemPath::parse(name) {
                post.indexes.entry(path.items).or_default().insert(path.index);
            }
        }
        for part in &raw.parts {
            let sent = post.by_name.entry(&part.name).or_default();
            match &part.value {
                RawValue::Text(text) => sent.texts.push(text),
                RawValue::Upload(id) => sent.uploads.push(id),
            }
        }
        for error in refused {
            post.by_name.entry(&error.name).or_default().refused.push(&error.complaint);
        }
        post
    }

    /// The parts of a name; empty if there are none.
    pub fn get(&self, name: &str) -> &FieldParts<'a> {
        self.by_name.get(name).unwrap_or(&self.nothing)
    }

    pub fn indexes(&self, items: &str) -> impl Iterator<Item = usize> {
        self.indexes.get(items).into_iter().flatten().copied()
    }

    /// Whether an item has no entry. A default value of the page does not count as an entry.
    pub fn is_empty_item(&self, items: &Items, index: usize) -> bool {
        items.fields.iter().filter(|field| !field.rules.is_given()).all(|field| {
            let offered = offered(field);
            let name = format!("{}.{index}.{}", items.name, field.name);
            let parts = further_parts(&field.kind).iter();
            self.is_untouched(&name, &offered)
                && parts.map(|part| format!("{name}{}", part.suffix())).all(|name| self.is_untouched(&name, &[]))
        })
    }

    fn is_untouched(&self, name: &str, offered: &[&str]) -> bool {
        let sent = self.get(name);
        sent.uploads.is_empty()
            && sent.refused.is_empty()
            && sent.texts.iter().all(|text| super::is_blank(text) || offered.contains(text))
    }
}
