//! The embedded fonts. Reports do not depend on installed fonts.
//!
//! Noto Sans and Noto Naskh Arabic (regular and bold) cover the languages of the product, all Latin, Greek and Cyrillic
//! text, Persian and Urdu. For names and remarks in other scripts (regular only): Devanagari, Bengali, Gurmukhi,
//! Gujarati, Tamil, Telugu, Kannada, Malayalam, Thai, Hebrew, Korean, kana, the 3,755 most frequent Chinese characters,
//! symbols and monochrome emoji. The files are subsets without hinting, 4 MB in total. Characters outside of them are
//! drawn as an empty box.

use krilla::text::Font;
use parley::{
    FontContext,
    fontique::{Blob, Collection, CollectionOptions, GenericFamily},
};
use std::{
    borrow::Cow,
    sync::{Arc, LazyLock},
};

macro_rules! fonts {
    ($($file:literal),* $(,)?) => { [$(include_bytes!(concat!("../fonts/", $file)).as_slice()),*] };
}

static FILES: [&[u8]; 19] = fonts![
    "NotoSans-Regular.ttf",
    "NotoSans-Bold.ttf",
    "NotoNaskhArabic-Regular.ttf",
    "NotoNaskhArabic-Bold.ttf",
    "NotoSansDevanagari-Regular.ttf",
    "NotoSansBengali-Regular.ttf",
    "NotoSansGurmukhi-Regular.ttf",
    "NotoSansGujarati-Regular.ttf",
    "NotoSansTamil-Regular.ttf",
    "NotoSansTelugu-Regular.ttf",
    "NotoSansKannada-Regular.ttf",
    "NotoSansMalayalam-Regular.ttf",
    "NotoSansThai-Regular.ttf",
    "NotoSansHebrew-Regular.ttf",
    "NotoSansCJKsc-Regular.otf",
    "NotoSansMath-Regular.ttf",
    "NotoSansSymbols-Regular.ttf",
    "NotoSansSymbols2-Regular.ttf",
    "NotoEmoji-Regular.ttf",
];

/// The font families in the order of fallback.
pub const FAMILIES: &str = "Noto Sans, Noto Naskh Arabic, Noto Sans Devanagari, Noto Sans Bengali, Noto Sans Gurmukhi, \
    Noto Sans Gujarati, Noto Sans Tamil, Noto Sans Telugu, Noto Sans Kannada, Noto Sans Malayalam, Noto Sans Thai, \
    Noto Sans Hebrew, Noto Sans CJK SC, Noto Sans Math, Noto Sans Symbols, Noto Sans Symbols2, Noto Emoji";

struct Fonts {
    context: FontContext,
    /// The same fonts for krilla, by the id of their parley blob.
    drawn: Vec<(u64, Font)>,
}

/// Loaded once. A report clones the tables, not the font data.
static FONTS: LazyLock<Fonts> = LazyLock::new(|| {
    let mut collection = Collection::new(CollectionOptions { shared: false, system_fonts: false });
    let mut drawn = Vec::new();
    for bytes in FILES {
        let blob = Blob::new(Arc::new(bytes));
        let id = blob.id();
        collection.register_fonts(blob, None);
        if let Some(font) = Font::new(bytes.into(), 0) {
            drawn.push((id, font));
        }
    }
    let emoji = collection.family_id("Noto Emoji");
    collection.set_generic_families(GenericFamily::Emoji, emoji.into_iter());
    Fonts { context: FontContext { collection, source_cache: Default::default() }, drawn }
});

/// A font context for text layout.
pub fn context() -> FontContext {
    FONTS.context.clone()
}

/// The krilla font for a parley blob id.
pub fn drawn(id: u64) -> Option<Font> {
    FONTS.drawn.iter().find(|(known, _)| *known == id).map(|(_, font)| font.clone())
}

pub fn families() -> parley::FontFamily<'static> {
    parley::FontFamily::Source(Cow::Borrowed(FAMILIES))
}
