//! The title block of a report, and section headings.

use super::{
    Sheet,
    page::{Area, GREY, INK, LinkTarget, MEASURE, Mark},
    picture::{fitted, image},
    structure::Role,
    text::{Line, TextAlignment, TextStyle, height},
};
use crate::{
    domain::{qr::Qr, report::Fact},
    reports::show::shown,
};

const SITE: TextStyle = TextStyle { size: 12.5, bold: false, colour: INK };
const LABEL: TextStyle = TextStyle { size: 8.0, bold: false, colour: GREY };
const VALUE: TextStyle = TextStyle { size: 10.0, bold: true, colour: INK };
const ACROSS: usize = 3;
const INSET: f32 = 14.0;
/// The caption below the QR code, of the same width.
const CAPTION: TextStyle = TextStyle { size: 6.5, bold: false, colour: GREY };
/// 24 mm. The 37 modules of a verification URL are then more than 0.6 mm wide, enough to scan from paper.
const CODE: f32 = 68.0;
/// The height of an answer whose label and value take two lines each.
const FACT: f32 = 62.0;
/// More than the quiet zone of four modules that a QR code needs.
const BESIDE_CODE: f32 = 20.0;

impl Sheet<'_> {
    /// Title, site, and the summary in a box.
    pub fn title(&mut self) {
        self.pages.bookmark(&self.doc.title, 0);
        let look = TextStyle { size: 21.0, bold: true, colour: self.palette.accent };
        let qr = self.doc.genuine.as_ref().and_then(|url| Qr::of(url));
        let below = qr.is_some().then(|| self.qr_height());
        let measure = if below.is_some() { MEASURE - CODE - BESIDE_CODE } else { MEASURE };
        let (page, top) = (self.pages.done.len(), self.pages.y);
        let title = self.set.lines(&self.doc.title, look, measure, TextAlignment::Start);
        // The cover has the title as the heading of the report.
        let role = if self.doc.cover.is_some() { Role::Paragraph } else { Role::Heading(1, self.doc.title.clone()) };
        if let Some(qr) = qr {
            // On the first page, in the top corner at the end of the line.
            self.code(qr, top);
        }
        self.pages.flow_as(role, &title, 0.0, measure);
        let site = self.set.lines(&self.doc.site_name, SITE, measure, TextAlignment::Start);
        self.pages.flow_as(Role::Paragraph, &site, 0.0, measure);
        if let Some(tall) = below.filter(|_| self.pages.done.len() == page) {
            self.pages.y = self.pages.y.max(top + tall);
        }
        self.pages.space(12.0);
        let doc = self.doc;
        self.facts_in_box(&doc.summary);
    }

    /// The height of the QR code with its caption.
    fn qr_height(&mut self) -> f32 {
        let caption = self.set.lines(self.texts.t("report-scan"), CAPTION, CODE, TextAlignment::Middle);
        CODE + 3.0 + height(&caption)
    }

    /// The QR code of the verification URL.
    fn code(&mut self, qr: Qr, top: f32) {
        let Some(url) = &self.doc.genuine else { return };
        let start = MEASURE - CODE;
        let area = self.pages.area(start, top, CODE, CODE);
        let caption = self.set.lines(self.texts.t("report-scan"), CAPTION, CODE, TextAlignment::Middle);
        let description = format!("{} {url}", self.texts.t("report-verify"));
        self.element(Role::Link, |sheet| {
            sheet.element(Role::Figure(description.clone()), |sheet| sheet.pages.push(Mark::Code { qr, area }));
            sheet.pages.push(Mark::Link { area, target: LinkTarget::Url(url.clone()), description });
        });
        self.pages.draw_as(Role::Caption, &caption, start, top + CODE + 3.0, CODE);
    }

    /// The logo of the organisation as part of the content; returns its height, or that of the empty space.
    pub fn logo(&mut self, start: f32, top: f32, (width, tall): (f32, f32)) -> f32 {
        let Some(picture) = &self.doc.logo else { return 0.0 };
        let Some(image) = image(picture) else { return 0.0 };
        let (width, tall) = fitted(picture, width, tall);
        let area = Area { left: self.pages.left(start, width), top, width, height: tall };
        let organisation = self.doc.organisation.as_str();
        let description = self.texts.with("report-logo", &[("organisation", organisation.into())]);
        self.element(Role::Figure(description), |sheet| sheet.pages.push(Mark::Picture { image, area }));
        tall
    }

    /// Facts in a tinted box, three across.
    pub fn facts_in_box(&mut self, facts: &[Fact]) {
        const GAP: f32 = 12.0;
        let width = (MEASURE - 2.0 * INSET - GAP * (ACROSS - 1) as f32) / ACROSS as f32;
        let before = self.pages.structure.open(Role::List);
        for (number, facts) in facts.chunks(ACROSS).enumerate() {
            let cells: Vec<(Vec<Line>, Vec<Line>)> = facts
                .iter()
                .map(|fact| {
                    let label = self.set.lines(&fact.label, LABEL, width, TextAlignment::Start);
                    // Truncated here, because the full name of the site is above.
                    let mut value = self.set.lines(&shown(&fact.value, self.texts), VALUE, width, TextAlignment::Start);
                    value.truncate(3);
                    (label, value)
                })
                .collect();
            let tallest = cells.iter().map(|(label, value)| height(label) + height(value)).fold(0.0, f32::max);
            let (above, below) = (if number == 0 { 11.0 } else { 0.0 }, 11.0);
            self.pages.ensure(above + tallest + below);
            let area = self.pages.area(0.0, self.pages.y, MEASURE, above + tallest + below);
            self.pages.fill(area, self.palette.pale, 0.0);
            for (at, (label, value)) in cells.iter().enumerate() {
                let start = INSET + at as f32 * (width + GAP);
                let top = self.pages.y + above;
                self.element(Role::ListItem, |sheet| {
                    sheet.pages.draw_as(Role::Label, label, start, top, width);
                    sheet.pages.draw_as(Role::Body, value, start, top + height(label), width);
                });
            }
            self.pages.y += above + tallest + below;
        }
        self.pages.structure.close(before);
        self.pages.space(4.0);
    }

    /// The heading of a section. It stays on the same page as the beginning of its content, which needs this height.
    pub fn heading(&mut self, text: &str, needs: f32) {
        let look = TextStyle { size: 13.0, bold: true, colour: self.palette.accent };
        let lines = self.set.lines(text, look, MEASURE, TextAlignment::Start);
        self.pages.space(18.0);
        self.pages.ensure(height(&lines) + 12.5 + needs.max(FACT));
        self.pages.bookmark(text, 1);
        self.pages.flow_as(Role::Heading(2, text.to_owned()), &lines, 0.0, MEASURE);
        self.pages.y += 3.0;
        let area = self.pages.area(0.0, self.pages.y, MEASURE, 1.2);
        self.pages.fill(area, self.palette.accent, 0.0);
        self.pages.y += 8.0;
    }
}
