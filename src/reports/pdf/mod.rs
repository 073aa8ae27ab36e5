//! Renders a report as a tagged PDF that is PDF/A-2a and PDF/UA-1 at once.
//!
//! Two steps: layout places everything on pages as [`page::Mark`]s, because "page 2 of 5" needs the total, and notes
//! the logical structure; then the marks are painted. Horizontal positions are measured from the start of reading and
//! mirrored for right-to-left languages in one place, `page`. Photos are embedded without decoding. Equal documents give
//! equal bytes.
//!
//! A report whose photos would make it too large is two files: [`Part::WithoutPhotos`] and [`Part::PhotoAppendix`].

mod appendix;
mod contents;
mod cover;
mod facts;
mod file_list;
mod fonts;
mod frame;
mod grid;
mod items;
mod missing;
mod outline;
mod page;
mod page_frame;
mod paint;
mod photo_list;
mod photos;
mod picture;
mod remarks;
mod shapes;
mod signatures;
mod structure;
mod style;
mod table;
mod text;
mod title;

pub use fonts::letters_without_font;

use super::further_fonts::FurtherFonts;
use crate::{
    domain::{
        ids::UploadId,
        report::{ReportBody, ReportDoc},
    },
    i18n::Texts,
};
use fonts::FontSet;
use krilla::image::Image;
use page::{OpenContents, Pages};
use page_frame::PageFrame;
use paint::Standard;
use std::collections::{BTreeSet, HashMap};
use structure::Role;
use style::Palette;
use text::Typesetter;

pub use grid::GRID_WIDTH;

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
    render(texts, doc, Part::Whole, &FontSet::embedded(), None)
}

/// Renders the document in its language; letters that the embedded fonts lack are taken from further fonts.
pub fn pdf_with(doc: &ReportDoc, part: Part, further: &FurtherFonts) -> anyhow::Result<Vec<u8>> {
    let (texts, embedded) = (Texts::of(doc.lang), FontSet::embedded());
    let (pages, missing) = lay_out(texts, doc, part, &embedded);
    let found = if missing.is_empty() { Vec::new() } else { further.of(&missing) };
    if !found.is_empty() {
        let fonts = FontSet::with(&found);
        match paint::paint(doc, texts, lay_out(texts, doc, part, &fonts).0, &fonts, Standard::Accessible) {
            Ok(bytes) => return Ok(bytes),
            // A font of the system may be one that the PDF cannot embed.
            Err(error) => tracing::warn!("report {}: without the fonts of the system: {error:#}", doc.reference),
        }
    }
    render(texts, doc, part, &embedded, Some(pages))
}

/// `laid_out` saves the layout if it was made already.
fn render(
    texts: Texts,
    doc: &ReportDoc,
    part: Part,
    fonts: &FontSet,
    laid_out: Option<Pages>,
) -> anyhow::Result<Vec<u8>> {
    let pages = || lay_out(texts, doc, part, fonts).0;
    paint::paint(doc, texts, laid_out.unwrap_or_else(pages), fonts, Standard::Accessible).or_else(|error| {
        // A text that the stricter standard cannot express must not prevent the report.
        tracing::warn!("report {}: as PDF/A-2b without structure: {error:#}", doc.reference);
        paint::paint(doc, texts, pages(), fonts, Standard::Archive)
    })
}

/// The pages, and the letters that no font has.
fn lay_out(texts: Texts, doc: &ReportDoc, part: Part, fonts: &FontSet) -> (Pages, BTreeSet<char>) {
    let direction = texts.direction();
    let mut set = Typesetter::new(direction, fonts.clone());
    let palette = Palette::of(doc.branding.accent);
    let frame = PageFrame::of(doc, texts, palette, &mut set);
    let pages = Pages::new(direction, doc.branding.paper.size(), frame.foot());
    let mut sheet = Sheet { pages, set, doc, texts, part, palette, contents: None, images: HashMap::new() };
    if part != Part::PhotoAppendix && doc.cover.is_some() {
        sheet.cover();
    }
    sheet.title();
    if part == Part::PhotoAppendix {
        sheet.appendix()
    } else {
        sheet.report()
    }
    sheet.missing_letters();
    sheet.frame(frame);
    (sheet.pages, sheet.set.missing)
}

/// The state of the layout. Each part of a report adds methods to it in its own file.
struct Sheet<'a> {
    pages: Pages,
    set: Typesetter,
    doc: &'a ReportDoc,
    texts: Texts,
    part: Part,
    palette: Palette,
    /// The contents whose page numbers are still to be filled in.
    contents: Option<OpenContents>,
    /// The photos that were placed.
    images: HashMap<UploadId, Image>,
}

impl Sheet<'_> {
    /// Everything below the title.
    fn report(&mut self) {
        self.contents();
        self.remarks();
        for section in &self.doc.sections {
            self.element(Role::Section, |sheet| match &section.body {
                ReportBody::Facts { facts, photos } => {
                    let first_photos = if facts.is_empty() { photos.first() } else { None };
                    let needs = first_photos.map_or(0.0, |group| sheet.first_row(group));
                    sheet.heading(&section.title, needs);
                    sheet.facts(facts);
                    for group in photos {
                        sheet.photos(&group.label, &group.photos);
                    }
                }
                ReportBody::Items(items) => sheet.items(&section.title, items),
            });
        }
        if !self.doc.signatures.is_empty() {
            self.element(Role::Section, |sheet| sheet.signatures(sheet.texts.t("report-signatures")));
        }
        self.file_list();
        self.photo_list();
        self.fill_contents();
    }

    /// What `part` places is one element of the structure.
    fn element<T>(&mut self, role: Role, part: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.pages.structure.open(role);
        let result = part(self);
        self.pages.structure.close(before);
        result
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
