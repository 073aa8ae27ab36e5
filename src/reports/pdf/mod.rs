//! A report as a PDF/A-2b: the page that a client is handed.
//!
//! Made in two steps. First everything is set and put on pages as [`page::Mark`]s, because "page 2 of 5" needs the 5;
//! then the marks are painted. All positions are counted from the side where reading begins and are mirrored for
//! languages that read from the right in one place, `page`. Photos pass through as they are, undecoded. Equal documents make equal bytes.

mod facts;
mod fonts;
mod frame;
mod items;
mod page;
mod paint;
mod photos;
mod signatures;
mod style;
mod text;
mod title;

use crate::{
    domain::report::{ReportBody, ReportDoc},
    i18n::Texts,
};
use page::Pages;
use text::Typesetter;

/// Writes the file in the language of the document.
pub fn pdf(doc: &ReportDoc) -> anyhow::Result<Vec<u8>> {
    pdf_in(Texts::of(doc.lang), doc)
}

/// Writes the file with these texts.
pub fn pdf_in(texts: Texts, doc: &ReportDoc) -> anyhow::Result<Vec<u8>> {
    let direction = texts.direction();
    let mut sheet = Sheet { pages: Pages::new(direction), set: Typesetter::new(direction), doc, texts };
    sheet.title();
    for section in &doc.sections {
        match &section.body {
            ReportBody::Facts { facts, photos } => {
                sheet.heading(&section.title);
                sheet.facts(facts);
                for group in photos {
                    sheet.photos(&group.label, &group.photos);
                }
            }
            ReportBody::Items(items) => sheet.items(&section.title, items),
        }
    }
    if !doc.signatures.is_empty() {
        sheet.signatures(texts.t("report-signatures"));
    }
    sheet.frame();
    paint::paint(doc, texts, sheet.pages)
}

/// What is being written: pages so far, the means to set text, and the document it comes from. Each part of a report
/// has its own file that adds to this.
struct Sheet<'a> {
    pages: Pages,
    set: Typesetter,
    doc: &'a ReportDoc,
    texts: Texts,
}

impl Sheet<'_> {
    /// Keeps a part on one page if a page can hold it: what was cut by the end of a page is done again on the next.
    fn together(&mut self, part: impl Fn(&mut Self)) {
        let place = self.pages.place();
        part(self);
        if self.pages.pages_since(&place) == 1 && !place.at_top() {
            self.pages.back_to(&place);
            self.pages.turn();
            part(self);
        }
    }
}
