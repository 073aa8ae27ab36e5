//! The texts of one language.

use super::{
    catalogue,
    locale::{Direction, Locale},
};
use crate::domain::{
    lang::{Label, Lang},
    message::{Arg, Message},
};
use std::borrow::Cow;

/// The texts of one language. As cheap to copy as a reference.
#[derive(Clone, Copy)]
pub struct Texts {
    pub(super) locale: &'static Locale,
}

impl Texts {
    /// The texts of `lang`; those of English if no folder has that language.
    pub fn of(lang: Lang) -> Texts {
        Texts { locale: catalogue::locale(lang) }
    }

    pub fn lang(self) -> Lang {
        self.locale.lang
    }

    /// The name of the language in that language.
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

    /// A text without arguments whose key was made at run time.
    pub fn get(self, key: &str) -> Cow<'static, str> {
        catalogue::text(self.locale, key, None)
    }

    /// A text with arguments.
    pub fn with(self, key: &str, args: &[(&str, Arg)]) -> String {
        let args = args.iter().map(|(name, value)| (*name, self.value(value))).collect();
        catalogue::text(self.locale, key, Some(&args)).into_owned()
    }

    pub fn message(self, message: &Message) -> String {
        if message.args.is_empty() {
            return self.get(message.key).into_owned();
        }
        self.with(message.key, &message.args)
    }

    /// A text of a form definition: definitions have English and Arabic, other languages show the English one.
    pub fn label(self, label: &Label) -> &str {
        label.get(self.locale.lang)
    }
}

/// Every language that pages can be shown in, English first.
pub fn languages() -> Vec<Texts> {
    catalogue::locales().iter().map(|locale| Texts { locale }).collect()
}

/// The texts of one folder that is not in the catalogue: for tools and tests that look at a language by itself. They
/// stay in memory until the program ends.
///
/// # Errors
/// A sentence that names the file if a text cannot be read.
pub fn standalone(lang: Lang, files: &[(String, String)]) -> Result<Texts, String> {
    Ok(Texts { locale: Box::leak(Box::new(Locale::new(lang, files)?)) })
}
