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
    FontContext, FontFamily, FontFamilyName,
    fontique::{Blob, CharmapIndex, Collection, CollectionOptions, FontInfoOverride, GenericFamily},
};
use std::{
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

/// All families in the order of fallback have this generic name, so that a paragraph names one family: to look up each
/// of them by its name took a quarter of the time of a PDF.
const ALL: GenericFamily = GenericFamily::SansSerif;

/// The fonts of one report.
#[derive(Clone)]
pub struct FontSet {
    pub context: FontContext,
    /// The same fonts for krilla, by the id of their parley blob and the index of the face.
    drawn: Vec<((u64, u32), Font)>,
}

struct Embedded {
    set: FontSet,
    /// Which letters each file has.
    maps: Vec<(CharmapIndex, &'static [u8])>,
}

/// Loaded once. A report clones the tables, not the font data.
static EMBEDDED: LazyLock<Embedded> = LazyLock::new(|| {
    let mut collection = Collection::new(CollectionOptions { shared: false, system_fonts: false });
    let (mut drawn, mut maps, mut families) = (Vec::new(), Vec::new(), Vec::new());
    for bytes in FILES {
        let blob = Blob::new(Arc::new(bytes));
        let id = blob.id();
        for (family, fonts) in collection.register_fonts(blob, None) {
            if !families.contains(&family) {
                families.push(family);
            }
            maps.extend(fonts.into_iter().map(|font| (font.charmap_index(), bytes)));
        }
        if let Some(font) = Font::new(bytes.into(), 0) {
            drawn.push(((id, 0), font));
        }
    }
    collection.set_generic_families(ALL, families.into_iter());
    let emoji = collection.family_id("Noto Emoji");
    collection.set_generic_families(GenericFamily::Emoji, emoji.into_iter());
    let context = FontContext { collection, source_cache: Default::default() };
    Embedded { set: FontSet { context, drawn }, maps }
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
            let registered = set.context.collection.register_fonts(font.blob.clone(), Some(named));
            let families = registered.into_iter().map(|(family, _)| family);
            set.context.collection.append_generic_families(ALL, families);
            set.drawn.extend(font.faces.iter().map(|(face, drawn)| ((font.blob.id(), *face), drawn.clone())));
        }
        set
    }

    /// The krilla font for a parley blob id and a face.
    pub fn drawn(&self, id: u64, face: u32) -> Option<Font> {
        self.drawn.iter().find(|(known, _)| *known == (id, face)).map(|(_, font)| font.clone())
    }

    /// All families of a set, in the order of fallback.
    pub fn families() -> FontFamily<'static> {
        FontFamily::Single(FontFamilyName::Generic(ALL))
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
