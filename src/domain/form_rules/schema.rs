//! Which questions the expressions of a form may name, and the type of each answer.

use crate::domain::{
    form::{Field, FieldKind, FormDef},
    rules::{
        schema::{GroupSchema, Schema},
        value::Type,
    },
};

pub fn schema(def: &FormDef) -> Schema {
    let named = |field: &Field| (field.name.clone(), type_of(&field.kind));
    let group = |items: &crate::domain::form::Items| GroupSchema {
        name: items.name.clone(),
        fields: items.fields.iter().map(named).collect(),
    };
    Schema { top: def.fields().map(named).collect(), groups: def.items().map(group).collect() }
}

pub fn type_of(kind: &FieldKind) -> Type {
    match kind {
        FieldKind::Text { .. } | FieldKind::LongText { .. } | FieldKind::Choice { .. } | FieldKind::Cascade { .. } => {
            Type::Text
        }
        FieldKind::Number { .. } => Type::Number,
        FieldKind::Date { .. } => Type::Date,
        FieldKind::Time { .. } => Type::Time,
        FieldKind::SelectMultiple { .. } => Type::Many,
        FieldKind::Checkbox { .. } => Type::Bool,
        FieldKind::Photos { .. } | FieldKind::Signature | FieldKind::File | FieldKind::Geopoint => Type::Files,
        // Rules that name a note are refused when the form is loaded.
        FieldKind::Note => Type::Blank,
    }
}
