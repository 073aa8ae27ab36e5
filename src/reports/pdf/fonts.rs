//! The fonts, which are part of the program: no report depends on what is installed.
//!
//! Noto Sans and Noto Naskh Arabic, regular and bold, carry the product's two languages and everything in Latin, Greek
//! and Cyrillic letters; Arabic includes Persian and Urdu. Names and remarks come in more: Devanagari, Bengali,
//! Gurmukhi, Gujarati, Tamil, Telugu, Kannada, Malayalam, Thai, Hebrew, Korean, kana and the 3 755 commonest Chinese
//! characters, symbols and emoji (in one colour), all regular. The files are cut down to these, without hinting, to
//! 4 MB; rarer characters are shown as an empty box.

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

/// The families in the order in which they are asked for a character.
pub const FAMILIES: &str = "Noto Sans, Noto Naskh Arabic, Noto Sans Devanagari, Noto Sans Bengali, Noto Sans Gurmukhi, \
    Noto Sans Gujarati, Noto Sans Tamil, Noto Sans Telugu, Noto Sans Kannada, Noto Sans Malayalam, Noto Sans Thai, \
    Noto Sans Hebrew, Noto Sans CJK SC, Noto Sans Math, Noto Sans Symbols, Noto Sans Symbols2, Noto Emoji";

struct Fonts {
    context: FontContext,
    /// The same fonts for drawing, by the number that the setter of text knows them by.
    drawn: Vec<(u64, Font)>,
}

/// Read once; a report takes a copy of the tables, not of the fonts.
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

/// The fonts for setting text.
pub fn context() -> FontContext {
    FONTS.context.clone()
}

/// The font for drawing what was set in a font of that number.
pub fn drawn(id: u64) -> Option<Font> {
    FONTS.drawn.iter().find(|(known, _)| *known == id).map(|(_, font)| font.clone())
}

pub fn families() -> parley::FontFamily<'static> {
    parley::FontFamily::Source(Cow::Borrowed(FAMILIES))
}
