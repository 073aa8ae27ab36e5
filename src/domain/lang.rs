//! The two languages of the product, and texts that exist in both.

use serde::{Deserialize, Serialize};

/// A language that pages and reports are made in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    #[default]
    En,
    Ar,
}

impl Lang {
    /// The language that every text exists in; others fall back to it.
    pub const EN: Lang = Lang::En;
    pub const AR: Lang = Lang::Ar;

    pub const ALL: [Lang; 2] = [Lang::En, Lang::Ar];

    /// The BCP 47 code, as it stands in `<html lang>` and in the database.
    pub fn code(self) -> &'static str {
        match self {
            Lang::En => "en",
            Lang::Ar => "ar",
        }
    }

    /// The direction of writing, as it stands in `<html dir>`.
    pub fn dir(self) -> &'static str {
        match self {
            Lang::En => "ltr",
            Lang::Ar => "rtl",
        }
    }

    pub fn from_code(code: &str) -> Option<Lang> {
        Lang::ALL.into_iter().find(|lang| lang.code() == code)
    }
}

/// A text in each language. Form definitions carry their labels this way.
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

    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.en,
            Lang::Ar => &self.ar,
        }
    }
}
