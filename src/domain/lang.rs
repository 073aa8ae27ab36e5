//! Language tags, and the translated texts of form definitions.
//!
//! A [`Lang`] is only a tag. `i18n` knows which languages have texts, their names and their directions, from the
//! folders of `locales/`. Stored data keeps its tag even if the language is removed later.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use std::fmt;

/// The longest tag in bytes: a language, a script and a region (`zh-Hant-TW`) and some reserve.
const MOST_CHARS: usize = 15;

/// A BCP 47 tag such as `en`, `ar` or `pt-BR`, as used in `<html lang>` and in the database.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lang {
    tag: [u8; MOST_CHARS],
    length: u8,
}

impl Lang {
    /// The language in which every text exists; other languages fall back to it.
    pub const EN: Lang = Lang::built_in(*b"en");
    pub const AR: Lang = Lang::built_in(*b"ar");

    const fn built_in(tag: [u8; 2]) -> Lang {
        let [first, second] = tag;
        Lang { tag: [first, second, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], length: 2 }
    }

    /// Parses a tag: two or three letters, then parts of two to eight letters or digits.
    pub fn from_code(code: &str) -> Option<Lang> {
        let mut parts = code.split('-');
        let primary = parts.next()?;
        let is_primary = (2..=3).contains(&primary.len()) && primary.bytes().all(|b| b.is_ascii_lowercase());
        let is_part = |part: &str| (2..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric());
        if !is_primary || !parts.all(is_part) {
            return None;
        }
        let mut tag = [0; MOST_CHARS];
        tag.get_mut(..code.len())?.copy_from_slice(code.as_bytes());
        Some(Lang { tag, length: u8::try_from(code.len()).ok()? })
    }

    pub fn code(&self) -> &str {
        let tag = self.tag.get(..usize::from(self.length)).unwrap_or_default();
        // The bytes are always ASCII.
        std::str::from_utf8(tag).unwrap_or_default()
    }
}

impl Default for Lang {
    fn default() -> Lang {
        Lang::EN
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Lang({})", self.code())
    }
}

impl Serialize for Lang {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Lang {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Lang, D::Error> {
        let code = String::deserialize(deserializer)?;
        Lang::from_code(&code).ok_or_else(|| D::Error::custom("not a language tag"))
    }
}

/// A translated text of a form definition, in English and Arabic.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Label {
    pub en: String,
    pub ar: String,
}

impl Label {
    pub fn new(en: impl Into<String>, ar: impl Into<String>) -> Label {
        Label { en: en.into(), ar: ar.into() }
    }

    /// The text in `lang`; English for a language that definitions do not have.
    pub fn get(&self, lang: Lang) -> &str {
        if lang == Lang::AR { &self.ar } else { &self.en }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_kept_as_it_is_and_anything_else_refused() {
        for tag in ["en", "ar", "fil", "pt-BR", "zh-Hant-TW", "en-XA"] {
            assert_eq!(Lang::from_code(tag).map(|lang| lang.code().to_owned()).as_deref(), Some(tag));
        }
        for text in ["", "e", "EN", "english", "en-", "en-A", "en_GB", "../en", "en-GB-oxendict-x", "en-a b", "عربي"]
        {
            assert_eq!(Lang::from_code(text), None, "{text}");
        }
        assert_eq!(Lang::from_code("en"), Some(Lang::EN));
        assert_eq!(Lang::from_code("ar"), Some(Lang::AR));
        assert_eq!(serde_json::to_string(&Lang::AR).unwrap(), "\"ar\"");
        assert_eq!(serde_json::from_str::<Lang>("\"pt-BR\"").unwrap().code(), "pt-BR");
        assert!(serde_json::from_str::<Lang>("\"../x\"").is_err());
    }

    #[test]
    fn a_language_without_labels_shows_the_english_ones() {
        let label = Label::new("Site", "الموقع");
        let french = Lang::from_code("fr").unwrap();
        assert_eq!([Lang::EN, Lang::AR, french].map(|lang| label.get(lang)), ["Site", "الموقع", "Site"]);
    }
}
