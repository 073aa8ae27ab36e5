//! Which questions of a form have suggestions, and of what.

use super::{
    field_kind::FieldKind,
    form::{Field, FormDef, Items},
};

/// What is suggested below a question while one types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Suggested {
    /// Sites of earlier submissions.
    Sites,
    /// Members of the organisation.
    People,
    /// How items were named at the site before.
    Assets,
}

impl FormDef {
    /// What is suggested for a question, which is asked once or belongs to a group.
    pub fn suggested(&self, items: Option<&Items>, field: &Field) -> Option<Suggested> {
        let is_text = matches!(field.kind, FieldKind::Text { .. }) && !field.rules.is_given();
        match items {
            _ if !is_text => None,
            None if field.name == self.site_field => Some(Suggested::Sites),
            None if self.inspector_field.as_ref() == Some(&field.name) => Some(Suggested::People),
            None => None,
            Some(items) => {
                items.heading().is_some_and(|heading| heading.name == field.name).then_some(Suggested::Assets)
            }
        }
    }
}
