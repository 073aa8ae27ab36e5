//! The parts of a form post before validation.
//!
//! `web` makes this from multipart, `validate` turns it into [`Answers`](super::answers::Answers), and a refused form
//! is shown again from it exactly as it was entered.

use super::ids::UploadId;
use serde::{Deserialize, Serialize};

/// The parts of one form post, in the order of the request.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RawForm {
    pub parts: Vec<RawPart>,
    /// Name and value of what a client of the legacy app sent beside the questions of the form. Pages send none.
    pub further: Vec<(String, String)>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RawPart {
    /// `site_name`, `items.0.asset`, `items.0.photos`, `tech_signature`.
    pub name: String,
    pub value: RawValue,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum RawValue {
    /// Text as it was entered, with CRLF already replaced by LF.
    Text(String),
    /// A file that is stored as a pending upload.
    Upload(UploadId),
}

impl RawForm {
    pub fn text(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.parts.push(RawPart { name: name.into(), value: RawValue::Text(value.into()) });
    }

    pub fn upload(&mut self, name: impl Into<String>, id: UploadId) {
        self.parts.push(RawPart { name: name.into(), value: RawValue::Upload(id) });
    }

    /// The first text of this name.
    pub fn first_text(&self, name: &str) -> Option<&str> {
        self.parts.iter().find_map(|p| match &p.value {
            RawValue::Text(text) if p.name == name => Some(text.as_str()),
            _ => None,
        })
    }

    /// All texts of this name, in order.
    pub fn texts_of<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.parts.iter().filter_map(move |p| match &p.value {
            RawValue::Text(text) if p.name == name => Some(text.as_str()),
            _ => None,
        })
    }

    /// The ids of all uploads, in the order of the parts.
    pub fn upload_ids(&self) -> Vec<UploadId> {
        let id = |part: &RawPart| match &part.value {
            RawValue::Upload(id) => Some(id.clone()),
            RawValue::Text(_) => None,
        };
        self.parts.iter().filter_map(id).collect()
    }

    /// All uploads of this name, in order.
    pub fn uploads_of<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a UploadId> {
        self.parts.iter().filter_map(move |p| match &p.value {
            RawValue::Upload(id) if p.name == name => Some(id),
            _ => None,
        })
    }

    /// The indexes of a repeating group in this post, ascending; there may be gaps.
    pub fn item_indexes(&self, items: &str) -> Vec<usize> {
        let mut indexes: Vec<usize> = self
            .parts
            .iter()
            .filter_map(|p| match ItemPath::parse(&p.name) {
                Some(path) if path.items == items => Some(path.index),
                _ => None,
            })
            .collect();
        indexes.sort_unstable();
        indexes.dedup();
        indexes
    }
}

/// The three parts of a name such as `items.0.asset`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ItemPath<'a> {
    pub items: &'a str,
    pub index: usize,
    pub field: &'a str,
}

impl<'a> ItemPath<'a> {
    pub fn parse(name: &'a str) -> Option<ItemPath<'a>> {
        let (items, rest) = name.split_once('.')?;
        let (index, field) = rest.split_once('.')?;
        let canonical = !index.is_empty()
            && index.len() <= 6
            && index.bytes().all(|b| b.is_ascii_digit())
            && (index == "0" || !index.starts_with('0'));
        if !canonical || field.is_empty() || field.contains('.') {
            return None;
        }
        Some(ItemPath { items, index: index.parse().ok()?, field })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn item_names_have_one_spelling() {
        assert_eq!(ItemPath::parse("items.12.asset"), Some(ItemPath { items: "items", index: 12, field: "asset" }));
        for bad in [
            "items",
            "items.0",
            "items..asset",
            "items.00.asset",
            "items.-1.asset",
            "items.1.a.b",
            "items.9999999.asset",
            "items.٣.asset",
        ] {
            assert_eq!(ItemPath::parse(bad), None, "{bad}");
        }
    }
}
