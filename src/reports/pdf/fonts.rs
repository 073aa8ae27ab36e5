//! The fonts of a report: the embedded ones, and further ones for letters that those lack.
//!
//! The embedded fonts are enough for what is usually written, so that a report looks the same on every machine.
//! Noto Sans and Noto Naskh Arabic (regular and bold) cover the languages of the product, all Latin, Greek and Cyrillic
//! text, Persian and Urdu. For names and remarks in other scripts (regular only): Devanagari, Bengali, Gurmukhi,
//! Gujarati, Odia, Tamil, Telugu, Kannada, Malayalam, Sinhala, Thaana, Thai, Lao, Khmer, Burmese, Georgian, Armenian,
//! Ethiopic, Hebrew, Korean, kana, the most frequent Chinese and Japanese characters, symbols and monochrome emoji. The
//! files are subsets without hinting, 6 MB in total. A letter that no font has is drawn as an empty box, and the report
//! says so ([`super::missing`]).

use crate::reports::further_fonts::{FurtherFont, FurtherFonts};
use krilla::text::Font;
use parley::{
    FontContext,
    fontique::{Blob, CharmapIndex, Collection, CollectionOptions, FontInfoOverride, GenericFamily},
};
use std::{
    borrow::Cow,
    collections::BTreeSet,
    sync::{Arc, LazyLock},
};

macro_rules! fonts {
    ($($file:literal),* $(,)?) => { [$(include_bytes!(concat!("../fonts/", $file)).as_slice()),*] };
}

static FILES: [&[u8]; 28] = fonts![
    "NotoSans-Regular.ttf",
    "NotoSans-Bold.ttf",
    "NotoNaskhArabic-Regular.ttf",
    "NotoNaskhArabic-Bold.ttf",
    "NotoSansDevanagari-Regular.ttf",
    "NotoSansBengali-Regular.ttf",
    "NotoSansGurmukhi-Regular.ttf",
    "NotoSansGujarati-Regular.ttf",
    "NotoSansOriya-Regular.ttf",
    "NotoSansTamil-Regular.ttf",
    "NotoSansTelugu-Regular.ttf",
    "NotoSansKannada-Regular.ttf",
    "NotoSansMalayalam-Regular.ttf",
    "NotoSansSinhala-Regular.ttf",
    "NotoSansThaana-Regular.ttf",
    "NotoSansThai-Regular.ttf",
    "NotoSansLao-Regular.ttf",
    "NotoSansKhmer-Regular.ttf",
    "NotoSansMyanmar-Regular.ttf",
    "NotoSansGeorgian-Regular.ttf",
    "NotoSansArmenian-Regular.ttf",
    "NotoSansEthiopic-Regular.ttf",
    "NotoSansHebrew-Regular.ttf",
    "NotoSansCJKsc-Regular.otf",
    "NotoSansMath-Regular.ttf",
    "NotoSansSymbols-Regular.ttf",
    "NotoSansSymbols2-Regular.ttf",
    "NotoEmoji-Regular.ttf",
];

/// The embedded families in the order of fallback.
const FAMILIES: &str = "Noto Sans, Noto Naskh Arabic, Noto Sans Devanagari, Noto Sans Bengali, Noto Sans Gurmukhi, \
    Noto Sans Gujarati, Noto Sans Oriya, Noto Sans Tamil, Noto Sans Telugu, Noto Sans Kannada, Noto Sans Malayalam, \
    Noto Sans Sinhala, Noto Sans Thaana, Noto Sans Thai, Noto Sans Lao, Noto Sans Khmer, Noto Sans Myanmar, \
    Noto Sans Georgian, Noto Sans Armenian, Noto Sans Ethiopic, Noto Sans Hebrew, Noto Sans CJK SC, Noto Sans Math, \
    Noto Sans Symbols, Noto Sans Symbols2, Noto Emoji";

/// The fonts of one report.
#[derive(Clone)]
pub struct FontSet {
    pub context: FontContext,
    /// The same fonts for krilla, by the id of their parley blob and the index of the face.
    drawn: Vec<((u64, u32), Font)>,
    families: String,
}

struct Embedded {
    set: FontSet,
    /// Which letters each file has.
    maps: Vec<(CharmapIndex, &'static [u8])>,
}

/// Loaded once. A report clones the tables, not the font data.
static EMBEDDED: LazyLock<Embedded> = LazyLock::new(|| {
    let mut collection = Collection::new(CollectionOptions { shared: false, system_fonts: false });
    let (mut drawn, mut maps) = (Vec::new(), Vec::new());
    for bytes in FILES {
        let blob = Blob::new(Arc::new(bytes));
        let id = blob.id();
        let registered = collection.register_fonts(blob, None).into_iter().flat_map(|(_, fonts)| fonts);
        maps.extend(registered.map(|font| (font.charmap_index(), bytes)));
        if let Some(font) = Font::new(bytes.into(), 0) {
            drawn.push(((id, 0), font));
        }
    }
    let emoji = collection.family_id("Noto Emoji");
    collection.set_generic_families(GenericFamily::Emoji, emoji.into_iter());
    let context = FontContext { collection, source_cache: Default::default() };
    Embedded { set: FontSet { context, drawn, families: FAMILIES.to_owned() }, maps }
});

impl FontSet {
    /// The embedded fonts.
    pub fn embedded() -> FontSet {
        EMBEDDED.set.clone()
    }

    /// The embedded fonts, and then these.
    pub fn with(further: &[FurtherFont]) -> FontSet {
        let mut set = FontSet::embedded();
        for (number, font) in further.iter().enumerate() {
            let family = format!("Further {number}");
            let named = FontInfoOverride { family_name: Some(&family), ..FontInfoOverride::default() };
            set.context.collection.register_fonts(font.blob.clone(), Some(named));
            set.drawn.extend(font.faces.iter().map(|(face, drawn)| ((font.blob.id(), *face), drawn.clone())));
            set.families.push_str(", ");
            set.families.push_str(&family);
        }
        set
    }

    /// The krilla font for a parley blob id and a face.
    pub fn drawn(&self, id: u64, face: u32) -> Option<Font> {
        self.drawn.iter().find(|(known, _)| *known == (id, face)).map(|(_, font)| font.clone())
    }

    pub fn families(&self) -> parley::FontFamily<'static> {
        parley::FontFamily::Source(Cow::Owned(self.families.clone()))
    }
}

/// The letters of a text that no font has. Reads font files if the embedded fonts lack one.
pub fn letters_without_font(texts: &[&str], further: &FurtherFonts) -> BTreeSet<char> {
    let letters = texts.iter().flat_map(|text| text.chars());
    // Latin letters and Arabic are by far the most frequent, and the embedded fonts have them.
    let letters = letters.filter(|c| !matches!(c, '\0'..='\u{24f}' | '\u{620}'..='\u{66f}'));
    let mut letters: BTreeSet<char> = letters.filter(|c| has_shape(*c)).collect();
    letters.retain(|letter| {
        !EMBEDDED
            .maps
            .iter()
            .any(|(index, bytes)| index.charmap(bytes).and_then(|map| map.map(*letter)).is_some_and(|glyph| glyph != 0))
    });
    if letters.is_empty() { letters } else { further.lacking(&letters) }
}

/// Whether a character is drawn: not white space, a control, or a mark that only directs or joins.
pub fn has_shape(c: char) -> bool {
    let is_hidden = matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
        | '\u{fffe}' | '\u{ffff}' | '\u{e0000}'..='\u{e0fff}');
    !is_hidden && !c.is_whitespace() && !c.is_control()
}
