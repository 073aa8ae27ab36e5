//! Access to the texts of one language.

use super::{
    catalogue,
    locale::{Direction, Locale},
};
use crate::domain::{
    lang::{Label, Lang},
    message::{Arg, Message},
};
use std::{
    borrow::Cow,
    hash::{Hash, Hasher},
    ptr,
};

/// The texts of one language. Copying it is cheap.
#[derive(Clone, Copy)]
pub struct Texts {
    pub(super) locale: &'static Locale,
}

/// Equal if they are the same loaded language: one that was loaded again may have other texts.
impl PartialEq for Texts {
    fn eq(&self, other: &Texts) -> bool {
        ptr::eq(self.locale, other.locale)
    }
}

impl Eq for Texts {}

impl Hash for Texts {
    fn hash<H: Hasher>(&self, state: &mut H) {
        ptr::hash(self.locale, state);
    }
}

impl Texts {
    /// The texts of `lang`; English if there is no folder for it.
    pub fn of(lang: Lang) -> Texts {
        Texts { locale: catalogue::locale(lang) }
    }

    pub fn lang(self) -> Lang {
        self.locale.lang
    }

    /// The name of the language in the language itself.
    pub fn language_name(self) -> &'static str {
        &self.locale.name
    }

    pub fn direction(self) -> Direction {
        self.locale.direction
    }

    /// A text without arguments.
    pub fn t(self, key: &'static str) -> &'static str {
        catalogue::plain(self.locale, key)
    }

    /// A text without arguments whose key is not a constant.
    pub fn get(self, key: &str) -> Cow<'static, str> {
        catalogue::text(self.locale, key, None)
    }

    /// A text with arguments.
    pub fn with(self, key: &str, args: &[(&str, Arg)]) -> String {
        let given = |name: &str| args.iter().find(|(given, _)| *given == name).map(|(_, value)| self.inserted(value));
        if let Some(text) = self.locale.filled(key, given) {
            return text;
        }
        let args = args.iter().map(|(name, value)| (*name, self.value(value))).collect();
        catalogue::text(self.locale, key, Some(&args)).into_owned()
    }

    pub fn message(self, message: &Message) -> String {
        if message.args.is_empty() {
            return self.get(message.key).into_owned();
        }
        self.with(message.key, &message.args)
    }

    /// A label of a form definition. Definitions have English and Arabic; other languages show the English label.
    pub fn label(self, label: &Label) -> &str {
        label.get(self.locale.lang)
    }
}

/// All languages for pages, English first.
pub fn languages() -> Vec<Texts> {
    catalogue::locales().iter().map(|locale| Texts { locale }).collect()
}

/// The texts of a language that is not in the catalogue, for tools and tests. They are never freed.
///
/// # Errors
/// A sentence that names the file if it cannot be parsed.
pub fn standalone(lang: Lang, files: &[(String, String)]) -> Result<Texts, String> {
    Ok(Texts { locale: Box::leak(Box::new(Locale::new(lang, files)?)) })
}
