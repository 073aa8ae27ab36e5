//! Questions of a submission by their names: `site_name` for one that is asked once, `items.0.asset` for one of an item.

use super::{
    answers::Answers,
    form::{Field, FieldKind, FormDef, Items},
    lang::Label,
    raw::ItemPath,
};

/// What a question is called: "Item 2 · Asset". None if the form does not ask it.
pub fn label(def: &FormDef, name: &str) -> Option<Label> {
    let Some(path) = ItemPath::parse(name) else { return def.field(name).map(|field| field.label.clone()) };
    let (items, field) = of_item(def, path)?;
    let text = |singular: &str, label: &str| format!("{singular} {} · {label}", path.index + 1);
    Some(Label::new(text(&items.singular.en, &field.label.en), text(&items.singular.ar, &field.label.ar)))
}

/// Whether a submission can have an answer to the question: the form asks it, and the item is there.
pub fn is_asked(def: &FormDef, answers: &Answers, name: &str) -> bool {
    let field = match ItemPath::parse(name) {
        None => def.field(name),
        Some(path) if path.index < answers.items_of(path.items).len() => of_item(def, path).map(|(_, field)| field),
        Some(_) => None,
    };
    field.is_some_and(|field| field.kind != FieldKind::Note)
}

fn of_item<'a>(def: &'a FormDef, path: ItemPath<'_>) -> Option<(&'a Items, &'a Field)> {
    let items = def.items_named(path.items)?;
    Some((items, items.fields.iter().find(|field| field.name == path.field)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::form::{Section, SectionBody, TextInput};

    fn def() -> FormDef {
        let field = |name: &str, kind| Field {
            name: name.into(),
            label: Label::new(name.to_uppercase(), format!("ع {name}")),
            hint: None,
            required: false,
            rules: Default::default(),
            kind,
        };
        let text = || FieldKind::Text { max: 9, input: TextInput::Plain };
        let section = |body| Section { id: "a".into(), title: Label::default(), hint: None, relevant: None, body };
        let items = Items {
            name: "items".into(),
            singular: Label::new("Item", "البند"),
            min: 0,
            max: 9,
            fields: vec![field("asset", text())],
        };
        FormDef {
            module: "test".parse().unwrap(),
            version: 1,
            title: Label::default(),
            short: Label::default(),
            about: Label::default(),
            site_field: String::new(),
            date_field: String::new(),
            inspector_field: None,
            sections: vec![
                section(SectionBody::Fields(vec![field("site", text()), field("advice", FieldKind::Note)])),
                section(SectionBody::Items(items)),
            ],
            trees: Default::default(),
            totals: None,
            report: Default::default(),
        }
    }

    #[test]
    fn a_question_of_an_item_is_named_with_the_item() {
        let def = def();
        assert_eq!(label(&def, "site"), Some(Label::new("SITE", "ع site")));
        assert_eq!(label(&def, "items.1.asset"), Some(Label::new("Item 2 · ASSET", "البند 2 · ع asset")));
        for unknown in ["", "asset", "items", "items.0", "items.0.site", "other.0.asset", "items.00.asset"] {
            assert_eq!(label(&def, unknown), None, "{unknown}");
        }
    }

    #[test]
    fn a_question_is_asked_where_its_item_is() {
        let def = def();
        let answers = Answers { items: vec![("items".into(), vec![Vec::new()])], ..Answers::default() };
        assert!(is_asked(&def, &answers, "site") && is_asked(&def, &answers, "items.0.asset"));
        for other in ["advice", "asset", "items.1.asset", "items.0.site", "other.0.asset", "", "."] {
            assert!(!is_asked(&def, &answers, other), "{other}");
        }
    }
}
