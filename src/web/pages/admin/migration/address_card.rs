//! The access to the old addresses of a module as the page shows it.

use super::{names::title, notice::ControlError};
use crate::{
    domain::ids::ModuleSlug,
    forms::Forms,
    i18n::Texts,
    migration::legacy_access::{DAYS, IssuedKey, LegacyAccess, has_old_addresses},
    web::{reader_settings::ReaderSettings, view::format::Moment},
};

pub struct AddressCard {
    pub slug: String,
    pub title: String,
    /// Until when everybody may use them.
    pub open_until: Option<Moment>,
    pub days: Vec<(i64, String)>,
    pub keys: Vec<KeyView>,
    pub refused: Option<String>,
    /// The name that was entered with a refused key.
    pub name: String,
}

pub struct KeyView {
    pub id: String,
    pub name: String,
    pub prefix: String,
    pub created: Moment,
    pub last_used: Option<Moment>,
}

impl AddressCard {
    /// The modules of the legacy app, in the order of the forms.
    pub fn all(
        access: &LegacyAccess,
        forms: &Forms,
        refusal: Option<&ControlError>,
        reader: ReaderSettings,
    ) -> Vec<AddressCard> {
        let modules = forms.all().iter().map(|def| &def.module).filter(|module| has_old_addresses(module));
        modules.map(|module| AddressCard::new(access, module, forms, refusal, reader)).collect()
    }

    fn new(
        access: &LegacyAccess,
        module: &ModuleSlug,
        forms: &Forms,
        refusal: Option<&ControlError>,
        ReaderSettings { lang, zone }: ReaderSettings,
    ) -> AddressCard {
        let texts = Texts::of(lang);
        let key = |key: &IssuedKey| KeyView {
            id: key.id.to_string(),
            name: key.name.clone(),
            prefix: key.prefix.clone(),
            created: texts.moment(zone.at(key.created_at)),
            last_used: key.last_used_at.map(|at| texts.moment(zone.at(at))),
        };
        let refused = ControlError::sentence_at(refusal, &anchor(module));
        AddressCard {
            slug: module.to_string(),
            title: title(forms, module.as_str(), lang),
            open_until: access.open_until(module).map(|at| texts.moment(zone.at(at))),
            days: DAYS.iter().map(|days| (*days, texts.with("token-days", &[("days", (*days).into())]))).collect(),
            keys: access.keys(module).map(key).collect(),
            name: match refused {
                Some(_) => ControlError::typed(refusal, "name"),
                None => String::new(),
            },
            refused,
        }
    }
}

/// The id of the card in the page.
pub fn anchor(module: &ModuleSlug) -> String {
    format!("addresses-{module}")
}
