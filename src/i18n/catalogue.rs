//! The available languages: the folders built into the program, and those of the operator.
//!
//! Built-in languages are loaded at first use. `install` adds those of the operator at the start of the program.

use super::locale::Locale;
use crate::domain::lang::Lang;
use fluent_bundle::FluentArgs;
use rust_embed::RustEmbed;
use std::{
    borrow::Cow,
    collections::{BTreeMap, HashSet},
    sync::{LazyLock, Mutex, PoisonError, RwLock, RwLockReadGuard},
};
use tracing::error;

#[derive(RustEmbed)]
#[folder = "../../locales/"]
#[include = "*.ftl"]
struct BuiltIn;

/// A file of a language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The name of the folder, which is the language tag.
    pub tag: String,
    /// The name of the file.
    pub name: String,
    pub text: String,
}

/// The loaded languages: English first, the others ordered by tag. They are never freed, so that texts can be returned
/// without copying.
static LOCALES: LazyLock<RwLock<Vec<&'static Locale>>> = LazyLock::new(|| {
    // A test loads all built-in files, so this error does not occur in a released program.
    RwLock::new(load(Vec::new()).unwrap_or_else(|reason| {
        error!("the built-in texts cannot be loaded: {reason}");
        vec![Box::leak(Box::new(Locale::empty()))]
    }))
});

/// Keys that were already logged.
static LOGGED: LazyLock<Mutex<HashSet<String>>> = LazyLock::new(Mutex::default);

/// Adds the languages of the operator, or replaces built-in files. Only for the start of the program, because loaded
/// languages are never freed.
///
/// # Errors
/// A sentence that names the file if it cannot be parsed.
pub fn install(extra: Vec<Source>) -> Result<(), String> {
    let locales = load(extra)?;
    *LOCALES.write().unwrap_or_else(PoisonError::into_inner) = locales;
    Ok(())
}

/// The language for a tag such as `ar` or `ar-AE`, if there is a folder for the tag or for its first part.
pub fn supported(tag: &str) -> Option<Lang> {
    let primary = tag.split('-').next().unwrap_or_default();
    let all = locales();
    let find = |tag: &str| all.iter().map(|locale| locale.lang).find(|lang| lang.code().eq_ignore_ascii_case(tag));
    find(tag).or_else(|| find(primary))
}

pub(super) fn locale(lang: Lang) -> &'static Locale {
    locales().iter().find(|locale| locale.lang == lang).copied().unwrap_or_else(english)
}

/// The text of `key`. A missing text falls back to English and is logged.
pub(super) fn text(locale: &'static Locale, key: &str, args: Option<&FluentArgs>) -> Cow<'static, str> {
    let found = locale.format(key, args).or_else(|| {
        log_once(locale.lang.code(), key, "there is no such text");
        english().format(key, args)
    });
    let Some((text, errors)) = found else { return Cow::Owned(key.to_owned()) };
    for error in errors {
        log_once(locale.lang.code(), key, &error);
    }
    text
}

/// The text of a key without arguments.
pub(super) fn plain(locale: &'static Locale, key: &'static str) -> &'static str {
    if let Some(text) = locale.plain(key) {
        return text;
    }
    log_once(locale.lang.code(), key, "there is no such text without arguments");
    english().plain(key).unwrap_or(key)
}

/// The variables of a text, in order of first use.
pub(super) fn variables(locale: &'static Locale, key: &str) -> Vec<String> {
    let own = locale.variables(key);
    if own.is_empty() { english().variables(key) } else { own }.to_vec()
}

fn log_once(tag: &str, key: &str, what: &str) {
    let line = format!("{tag}/{key}");
    if LOGGED.lock().unwrap_or_else(PoisonError::into_inner).insert(line) {
        error!(language = tag, key, "text: {what}");
    }
}

pub(super) fn locales() -> RwLockReadGuard<'static, Vec<&'static Locale>> {
    LOCALES.read().unwrap_or_else(PoisonError::into_inner)
}

fn english() -> &'static Locale {
    static NONE: LazyLock<Locale> = LazyLock::new(Locale::empty);
    locales().first().copied().unwrap_or(&NONE)
}

fn load(extra: Vec<Source>) -> Result<Vec<&'static Locale>, String> {
    let mut files: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for source in built_in().chain(extra) {
        files.entry(source.tag).or_default().insert(source.name, source.text);
    }
    let mut locales: Vec<&'static Locale> = Vec::new();
    for (tag, files) in files {
        let lang = Lang::from_code(&tag).ok_or_else(|| format!("{tag} is no language tag"))?;
        let files: Vec<_> = files.into_iter().collect();
        locales.push(Box::leak(Box::new(Locale::new(lang, &files)?)));
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
