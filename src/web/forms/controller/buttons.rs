//! The buttons that change a form without sending it.

use crate::{
    domain::form::FormDef,
    web::{forms::multipart::Action, view::filled::FormInput},
};

/// Does what the button says, and names the field on which to go on.
pub(super) fn apply(def: &FormDef, action: &Action, filled: &mut FormInput) -> Option<String> {
    let first_field = |filled: &FormInput, group: &str, index: usize| {
        let position = filled.raw.item_indexes(group).iter().position(|i| *i == index)?;
        let field = def.items_named(group)?.fields.first()?;
        Some(format!("{group}.{position}.{}", field.name))
    };
    match action {
        Action::Submit | Action::Enter | Action::CopyLastVisit => None,
        Action::Add { items } => {
            let index = filled.add(def.items_named(items)?);
            first_field(filled, items, index)
        }
        Action::Duplicate { items, index } => {
            let index = filled.duplicate(def.items_named(items)?, *index);
            first_field(filled, items, index)
        }
        Action::Remove { items, index } => {
            let before = filled.raw.item_indexes(items).into_iter().rfind(|i| i < index);
            filled.remove(def.items_named(items)?, *index);
            let next = before.or_else(|| filled.raw.item_indexes(items).first().copied())?;
            first_field(filled, items, next)
        }
        Action::Drop { name, id } => {
            filled.drop_upload(name, id);
            Some(name.clone())
        }
    }
}
