//! The title block of a report, and section headings.

use super::{
    Sheet,
    page::{GREEN, GREY, INK, MEASURE, Mark, PALE},
    text::{Line, TextAlignment, TextStyle, height},
};
use crate::{domain::qr::Qr, reports::show::shown};

const TITLE: TextStyle = TextStyle { size: 21.0, bold: true, colour: GREEN };
const SITE: TextStyle = TextStyle { size: 12.5, bold: false, colour: INK };
const HEADING: TextStyle = TextStyle { size: 13.0, bold: true, colour: GREEN };
const LABEL: TextStyle = TextStyle { size: 8.0, bold: false, colour: GREY };
const VALUE: TextStyle = TextStyle { size: 10.0, bold: true, colour: INK };
const ACROSS: usize = 3;
const INSET: f32 = 14.0;
/// The caption below the QR code, of the same width.
const CAPTION: TextStyle = TextStyle { size: 6.5, bold: false, colour: GREY };
/// 24 mm. The 37 modules of a verification URL are then more than 0.6 mm wide, enough to scan from paper.
const CODE: f32 = 68.0;
/// More than the quiet zone of four modules that a QR code needs.
const BESIDE_CODE: f32 = 20.0;

impl Sheet<'_> {
    /// Title, site, and the summary in a box.
    pub fn title(&mut self) {
        self.pages.bookmark(&self.doc.title);
        let below = self.code();
        let measure = if below.is_some() { MEASURE - CODE - BESIDE_CODE } else { MEASURE };
        let title = self.set.lines(&self.doc.title, TITLE, measure, TextAlignment::Start);
        self.pages.flow(&title, 0.0, measure);
        let site = self.set.lines(&self.doc.site_name, SITE, measure, TextAlignment::Start);
        self.pages.flow(&site, 0.0, measure);
        if let Some(below) = below.filter(|_| self.pages.done.is_empty()) {
            self.pages.y = self.pages.y.max(below);
        }
        self.pages.space(12.0);
        self.summary();
    }

    /// The QR code of the verification URL, in the top corner at the end of the line. Returns its lower edge.
    fn code(&mut self) -> Option<f32> {
        let url = self.doc.genuine.as_ref()?;
        let qr = Qr::of(url)?;
        let (start, top) = (MEASURE - CODE, self.pages.y);
        let area = self.pages.area(start, top, CODE, CODE);
        self.pages.current.push(Mark::Code { qr, area });
        self.pages.current.push(Mark::Link { area, url: url.clone() });
        let caption = self.set.lines(self.texts.t("report-scan"), CAPTION, CODE, TextAlignment::Middle);
        self.pages.draw_lines(&caption, start, top + CODE + 3.0, CODE);
        Some(top + CODE + 3.0 + height(&caption))
    }

    fn summary(&mut self) {
        const GAP: f32 = 12.0;
        let width = (MEASURE - 2.0 * INSET - GAP * (ACROSS - 1) as f32) / ACROSS as f32;
        for (number, facts) in self.doc.summary.chunks(ACROSS).enumerate() {
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
            self.pages.fill(area, PALE, 0.0);
            for (at, (label, value)) in cells.iter().enumerate() {
                let start = INSET + at as f32 * (width + GAP);
                let top = self.pages.y + above;
                self.pages.draw_lines(label, start, top, width);
                self.pages.draw_lines(value, start, top + height(label), width);
            }
            self.pages.y += above + tallest + below;
        }
        self.pages.space(4.0);
    }

    /// The heading of a section, kept on the same page as the beginning of its content.
    pub fn heading(&mut self, text: &str) {
        let lines = self.set.lines(text, HEADING, MEASURE, TextAlignment::Start);
        self.pages.space(18.0);
        self.pages.ensure(height(&lines) + 70.0);
        self.pages.bookmark(text);
        self.pages.flow(&lines, 0.0, MEASURE);
        self.pages.y += 3.0;
        let area = self.pages.area(0.0, self.pages.y, MEASURE, 1.2);
        self.pages.fill(area, GREEN, 0.0);
        self.pages.y += 8.0;
    }
}
