//! A form as a card that begins an inspection.

use crate::{
    domain::{form::FormDef, lang::Lang},
    forms::Forms,
};
use std::sync::Arc;

pub struct FormCard {
    pub slug: String,
    pub title: String,
    pub about: String,
}

impl FormCard {
    /// All forms, in the order in which they are offered.
    pub fn all(forms: &Forms, lang: Lang) -> Vec<FormCard> {
        let card = |def: &Arc<FormDef>| FormCard {
            slug: def.module.as_str().to_owned(),
            title: def.title.get(lang).to_owned(),
            about: def.about.get(lang).to_owned(),
        };
        forms.all().iter().map(card).collect()
    }
}
