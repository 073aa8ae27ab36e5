//! Small forms for tests: parts with a name and a kind, and everything else left at its default.

use super::{
    form::{Field, FieldKind, FormDef, Items, Section, SectionBody},
    lang::Label,
};

pub fn field(name: &str, kind: FieldKind) -> Field {
    Field { name: name.into(), label: Label::default(), hint: None, required: false, rules: Default::default(), kind }
}

/// A repeating group with up to 9 items.
pub fn items(name: &str, fields: Vec<Field>) -> Items {
    Items { name: name.into(), singular: Label::default(), min: 0, max: 9, repeat_count: None, fields }
}

/// A form with a section for each body.
pub fn form(bodies: Vec<SectionBody>) -> FormDef {
    let section = |body| Section { id: "a".into(), title: Label::default(), hint: None, relevant: None, body };
    FormDef {
        module: "test".parse().unwrap(),
        version: 1,
        title: Label::default(),
        short: Label::default(),
        about: Label::default(),
        site_field: String::new(),
        date_field: String::new(),
        inspector_field: None,
        sections: bodies.into_iter().map(section).collect(),
        trees: Default::default(),
        totals: None,
        report: Default::default(),
    }
}
