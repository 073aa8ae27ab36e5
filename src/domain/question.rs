//! Questions of a submission by their names: `site_name` for one that is asked once, `items.0.asset` for one of an
//! item.

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
    use crate::domain::{
        form::{SectionBody, TextInput},
        form_samples,
    };

    fn def() -> FormDef {
        let field = |name: &str, kind| Field {
            label: Label::new(name.to_uppercase(), format!("ع {name}")),
            ..form_samples::field(name, kind)
        };
        let text = || FieldKind::Text { max: 9, input: TextInput::Plain };
        let items = form_samples::items("items", vec![field("asset", text())]);
        let items = Items { singular: Label::new("Item", "البند"), ..items };
        form_samples::form(vec![
            SectionBody::Fields(vec![field("site", text()), field("advice", FieldKind::Note)]),
            SectionBody::Items(items),
        ])
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
