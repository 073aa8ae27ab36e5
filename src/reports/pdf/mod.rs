//! Renders a report as PDF/A-2b.
//!
//! Two steps: layout places everything on pages as [`page::Mark`]s, because "page 2 of 5" needs the total; then the
//! marks are painted. Horizontal positions are measured from the start of reading and mirrored for right-to-left
//! languages in one place, `page`. Photos are embedded without decoding. Equal documents give equal bytes.

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

/// Renders the document in its language.
pub fn pdf(doc: &ReportDoc) -> anyhow::Result<Vec<u8>> {
    pdf_in(Texts::of(doc.lang), doc)
}

/// Renders the document with the given texts.
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

/// The state of the layout. Each part of a report adds methods to it in its own file.
struct Sheet<'a> {
    pages: Pages,
    set: Typesetter,
    doc: &'a ReportDoc,
    texts: Texts,
}

impl Sheet<'_> {
    /// Keeps a part on one page if it fits one: a part that was split by a page break is laid out again on the next
    /// page.
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
