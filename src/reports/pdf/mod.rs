//! Renders a report as PDF/A-2b.
//!
//! Two steps: layout places everything on pages as [`page::Mark`]s, because "page 2 of 5" needs the total; then the
//! marks are painted. Horizontal positions are measured from the start of reading and mirrored for right-to-left
//! languages in one place, `page`. Photos are embedded without decoding. Equal documents give equal bytes.
//!
//! A report whose photos would make it too large is two files: [`Part::WithoutPhotos`] and [`Part::PhotoAppendix`].

mod appendix;
mod facts;
mod fonts;
mod frame;
mod grid;
mod items;
mod missing;
mod page;
mod paint;
mod photos;
mod signatures;
mod style;
mod text;
mod title;

pub use fonts::letters_without_font;

use super::further_fonts::FurtherFonts;
use crate::{
    domain::report::{ReportBody, ReportDoc},
    i18n::Texts,
};
use fonts::FontSet;
use page::Pages;
use std::collections::BTreeSet;
use text::Typesetter;

pub use grid::grid_width;

/// Which part of a report a file contains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Whole,
    /// The report without its photos, which are in the appendix.
    WithoutPhotos,
    /// The second file of a report: its photos, in the same order and with the same captions.
    PhotoAppendix,
}

/// Renders the whole document in its language, with the embedded fonts only.
pub fn pdf(doc: &ReportDoc) -> anyhow::Result<Vec<u8>> {
    pdf_in(Texts::of(doc.lang), doc)
}

/// Renders the whole document with the given texts and the embedded fonts only.
pub fn pdf_in(texts: Texts, doc: &ReportDoc) -> anyhow::Result<Vec<u8>> {
    let fonts = FontSet::embedded();
    paint::paint(doc, texts, lay_out(texts, doc, Part::Whole, &fonts).0, &fonts)
}

/// Renders the document in its language; letters that the embedded fonts lack are taken from further fonts.
pub fn pdf_with(doc: &ReportDoc, part: Part, further: &FurtherFonts) -> anyhow::Result<Vec<u8>> {
    let (texts, embedded) = (Texts::of(doc.lang), FontSet::embedded());
    let (pages, missing) = lay_out(texts, doc, part, &embedded);
    let found = if missing.is_empty() { Vec::new() } else { further.of(&missing) };
    if !found.is_empty() {
        let fonts = FontSet::with(&found);
        match paint::paint(doc, texts, lay_out(texts, doc, part, &fonts).0, &fonts) {
            Ok(bytes) => return Ok(bytes),
            // A font of the system may be one that the PDF cannot embed.
            Err(error) => tracing::warn!("report {}: without the fonts of the system: {error:#}", doc.reference),
        }
    }
    paint::paint(doc, texts, pages, &embedded)
}

/// The pages, and the letters that no font has.
fn lay_out(texts: Texts, doc: &ReportDoc, part: Part, fonts: &FontSet) -> (Pages, BTreeSet<char>) {
    let direction = texts.direction();
    let set = Typesetter::new(direction, fonts.clone());
    let mut sheet = Sheet { pages: Pages::new(direction), set, doc, texts, part };
    sheet.title();
    if part == Part::PhotoAppendix {
        sheet.appendix()
    } else {
        sheet.report()
    }
    sheet.missing_letters();
    sheet.frame();
    (sheet.pages, sheet.set.missing)
}

/// The state of the layout. Each part of a report adds methods to it in its own file.
struct Sheet<'a> {
    pages: Pages,
    set: Typesetter,
    doc: &'a ReportDoc,
    texts: Texts,
    part: Part,
}

impl Sheet<'_> {
    /// The sections and signatures.
    fn report(&mut self) {
        for section in &self.doc.sections {
            match &section.body {
                ReportBody::Facts { facts, photos } => {
                    self.heading(&section.title);
                    self.facts(facts);
                    for group in photos {
                        self.photos(&group.label, &group.photos);
                    }
                }
                ReportBody::Items(items) => self.items(&section.title, items),
            }
        }
        if !self.doc.signatures.is_empty() {
            self.signatures(self.texts.t("report-signatures"));
        }
    }

    /// Keeps a part on one page if it fits one: a part that was split by a page break is laid out again on the next
    /// page.
    fn keep_together(&mut self, part: impl Fn(&mut Self)) {
        let place = self.pages.place();
        part(self);
        if self.pages.pages_since(&place) == 1 && !place.at_top() {
            self.pages.back_to(&place);
            self.pages.next_page();
            part(self);
        }
    }
}
