//! Fonts besides the embedded ones, for letters that those lack: the fonts of the system, or of a folder.
//!
//! Input: font files, read one by one when a letter is missing. Output: the fonts that have it. Each letter is looked up
//! once; files are kept in memory only if a report uses them.
//!
//! Invariants: a damaged file is skipped; a font without outlines (emoji as pictures) is skipped, because the PDF cannot
//! embed it.

use krilla::text::Font;
use parley::fontique::{Blob, Collection, CollectionOptions};
use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, Mutex, PoisonError},
};

/// Where font files are read from.
pub trait FontFiles: Send + Sync {
    fn count(&self) -> usize;
    /// The bytes of a file; `None` if it cannot be read.
    fn read(&self, index: usize) -> Option<Vec<u8>>;
}

/// A font that a report can be set in.
#[derive(Clone)]
pub struct FurtherFont {
    pub blob: Blob<u8>,
    /// Each face of the file with its index.
    pub faces: Vec<(u32, Font)>,
}

/// The number of files that stay in memory. Each new one takes the place of the oldest.
const KEPT: usize = 12;
/// The number of letters whose file is remembered; more are looked up again.
const REMEMBERED: usize = 20_000;

#[derive(Default)]
pub struct FurtherFonts {
    files: Option<Box<dyn FontFiles>>,
    found: Mutex<Found>,
}

#[derive(Default)]
struct Found {
    /// The file of a letter; `None`: no file has it.
    file_of: HashMap<char, Option<usize>>,
    loaded: Vec<(usize, FurtherFont)>,
}

impl FurtherFonts {
    pub fn new(files: Box<dyn FontFiles>) -> FurtherFonts {
        FurtherFonts { files: Some(files), found: Mutex::default() }
    }

    /// The letters of these that no file has. Reads files; call it on a blocking thread.
    pub fn lacking(&self, letters: &BTreeSet<char>) -> BTreeSet<char> {
        let Some(files) = &self.files else { return letters.clone() };
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        found.look_up(files.as_ref(), letters);
        letters.iter().filter(|letter| !matches!(found.file_of.get(letter), Some(Some(_)))).copied().collect()
    }

    /// The fonts that have these letters, in the order of the files.
    pub fn of(&self, letters: &BTreeSet<char>) -> Vec<FurtherFont> {
        let Some(files) = &self.files else { return Vec::new() };
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        found.look_up(files.as_ref(), letters);
        let wanted: BTreeSet<usize> =
            letters.iter().filter_map(|letter| found.file_of.get(letter).copied().flatten()).collect();
        wanted.into_iter().filter_map(|index| found.load(files.as_ref(), index)).collect()
    }
}

impl Found {
    /// Finds the file of each letter: the first that has it.
    fn look_up(&mut self, files: &dyn FontFiles, letters: &BTreeSet<char>) {
        if self.file_of.len() > REMEMBERED {
            self.file_of.clear();
        }
        let mut open: BTreeSet<char> = letters.iter().filter(|c| !self.file_of.contains_key(c)).copied().collect();
        for index in 0..files.count() {
            if open.is_empty() {
                return;
            }
            let Some(bytes) = files.read(index) else { continue };
            let has = letters_of(&bytes, &open);
            self.file_of.extend(has.iter().map(|letter| (*letter, Some(index))));
            open.retain(|letter| !has.contains(letter));
        }
        self.file_of.extend(open.into_iter().map(|letter| (letter, None)));
    }

    fn load(&mut self, files: &dyn FontFiles, index: usize) -> Option<FurtherFont> {
        if let Some((_, font)) = self.loaded.iter().find(|(known, _)| *known == index) {
            return Some(font.clone());
        }
        let bytes: Arc<Vec<u8>> = Arc::new(files.read(index)?);
        let faces = (0..faces(&bytes)).filter(|face| has_outlines(&bytes, *face));
        let faces = faces.filter_map(|face| Some((face, Font::new(bytes.as_ref().clone().into(), face)?))).collect();
        let font = FurtherFont { blob: Blob::new(bytes), faces };
        if self.loaded.len() >= KEPT {
            self.loaded.remove(0);
        }
        self.loaded.push((index, font.clone()));
        Some(font)
    }
}

/// Which of these letters a font file has.
fn letters_of(bytes: &[u8], letters: &BTreeSet<char>) -> BTreeSet<char> {
    let mut scratch = Collection::new(CollectionOptions { shared: false, system_fonts: false });
    let families = scratch.register_fonts(Blob::new(Arc::new(bytes.to_vec())), None);
    let fonts = families.into_iter().flat_map(|(_, fonts)| fonts);
    let mut found = BTreeSet::new();
    for font in fonts.filter(|font| has_outlines(bytes, font.index())) {
        if let Some(map) = font.charmap_index().charmap(bytes) {
            found.extend(letters.iter().filter(|letter| map.map(**letter).is_some_and(|glyph| glyph != 0)));
        }
    }
    found
}

fn number(bytes: &[u8], at: usize, size: usize) -> Option<usize> {
    let bytes = bytes.get(at..at.checked_add(size)?)?;
    Some(bytes.iter().fold(0, |number, byte| number << 8 | usize::from(*byte)))
}

/// The number of faces: more than one in a collection (`.ttc`).
fn faces(bytes: &[u8]) -> u32 {
    let count = if bytes.starts_with(b"ttcf") { number(bytes, 8, 4).unwrap_or(0) } else { 1 };
    u32::try_from(count.min(32)).unwrap_or(0)
}

/// Whether a face has shapes as outlines, by its table directory.
fn has_outlines(bytes: &[u8], face: u32) -> bool {
    let start = if bytes.starts_with(b"ttcf") { number(bytes, 12 + 4 * face as usize, 4) } else { Some(0) };
    let Some(start) = start else { return false };
    let tables = number(bytes, start.saturating_add(4), 2).unwrap_or(0);
    let tag = |table: usize| bytes.get(start + 12 + 16 * table..).and_then(|record| record.get(..4));
    (0..tables).any(|table| matches!(tag(table), Some(b"glyf" | b"CFF " | b"CFF2")))
}
