//! The languages that exist: the folders built into the program, and those of the operator.
//!
//! The catalogue is read once, at its first use. `install` adds an operator's folders and must be called before.

use super::{Texts, locale::Locale};
use crate::domain::lang::Lang;
use fluent_bundle::FluentArgs;
use rust_embed::RustEmbed;
use std::{
    borrow::Cow,
    collections::{BTreeMap, HashSet},
    sync::{LazyLock, Mutex, OnceLock, PoisonError},
};
use tracing::error;

#[derive(RustEmbed)]
#[folder = "locales/"]
#[include = "*.ftl"]
struct BuiltIn;

/// One file of one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The name of the folder: the language tag.
    pub tag: String,
    /// The name of the file in it.
    pub name: String,
    pub text: String,
}

/// The catalogue in use. English comes first, the others in the order of their tags.
static CATALOGUE: OnceLock<Vec<Locale>> = OnceLock::new();

/// What was logged already.
static LOGGED: LazyLock<Mutex<HashSet<String>>> = LazyLock::new(Mutex::default);

/// Adds the languages of an operator, or replaces files of built-in ones.
///
/// # Errors
/// A sentence that names the file if a text cannot be read, or if the catalogue is in use already.
pub fn install(extra: Vec<Source>) -> Result<(), String> {
    if extra.is_empty() {
        return Ok(());
    }
    let locales = load(extra)?;
    CATALOGUE.set(locales).map_err(|_| "the languages were read already".to_owned())
}

/// Every language that pages can be shown in, English first.
pub fn languages() -> impl Iterator<Item = Texts> {
    catalogue().iter().map(|locale| Texts { locale })
}

/// The language of a tag such as `ar` or `ar-AE`, if there is a folder for it or for its first part.
pub fn supported(tag: &str) -> Option<Lang> {
    let primary = tag.split('-').next().unwrap_or_default();
    let find =
        |tag: &str| catalogue().iter().map(|locale| locale.lang).find(|lang| lang.code().eq_ignore_ascii_case(tag));
    find(tag).or_else(|| find(primary))
}

pub(super) fn locale(lang: Lang) -> &'static Locale {
    let all = catalogue();
    all.iter().find(|locale| locale.lang == lang).unwrap_or_else(|| english(all))
}

/// The text of `key`; what is missing falls back and is logged.
pub(super) fn text(locale: &'static Locale, key: &str, args: Option<&FluentArgs>) -> Cow<'static, str> {
    let found = locale.format(key, args).or_else(|| {
        log_once(locale.lang.code(), key, "there is no such text");
        english(catalogue()).format(key, args)
    });
    let Some((text, errors)) = found else { return Cow::Owned(key.to_owned()) };
    for error in errors {
        log_once(locale.lang.code(), key, &error);
    }
    text
}

fn log_once(tag: &str, key: &str, what: &str) {
    let line = format!("{tag}/{key}");
    if LOGGED.lock().unwrap_or_else(PoisonError::into_inner).insert(line) {
        error!(language = tag, key, "text: {what}");
    }
}

fn catalogue() -> &'static [Locale] {
    CATALOGUE.get_or_init(|| {
        // A test reads each built-in file, so this is not reached by a program that was tested.
        load(Vec::new()).unwrap_or_else(|reason| {
            error!("the built-in texts cannot be read: {reason}");
            Vec::new()
        })
    })
}

fn english(all: &'static [Locale]) -> &'static Locale {
    static NONE: LazyLock<Locale> = LazyLock::new(Locale::empty);
    all.first().unwrap_or(&NONE)
}

fn load(extra: Vec<Source>) -> Result<Vec<Locale>, String> {
    let mut files: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for source in built_in().chain(extra) {
        files.entry(source.tag).or_default().insert(source.name, source.text);
    }
    let mut locales = Vec::new();
    for (tag, files) in files {
        let lang = Lang::from_code(&tag).ok_or_else(|| format!("{tag} is no language tag"))?;
        let files: Vec<_> = files.into_iter().collect();
        locales.push(Locale::new(lang, &files)?);
    }
    locales.sort_by_key(|locale| locale.lang != Lang::EN);
    Ok(locales)
}

fn built_in() -> impl Iterator<Item = Source> {
    BuiltIn::iter().filter_map(|path| {
        let (tag, name) = path.split_once('/')?;
        let text = String::from_utf8_lossy(&BuiltIn::get(&path)?.data).into_owned();
        Some(Source { tag: tag.to_owned(), name: name.to_owned(), text })
    })
}
