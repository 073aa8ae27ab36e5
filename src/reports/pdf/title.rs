//! The beginning of a report, and the headings within it.

use super::{
    Sheet,
    page::{GREEN, GREY, INK, MEASURE, PALE},
    text::{Line, Look, Side, height},
};
use crate::reports::show::shown;

const TITLE: Look = Look { size: 21.0, bold: true, colour: GREEN };
const SITE: Look = Look { size: 12.5, bold: false, colour: INK };
const HEADING: Look = Look { size: 13.0, bold: true, colour: GREEN };
const LABEL: Look = Look { size: 8.0, bold: false, colour: GREY };
const VALUE: Look = Look { size: 10.0, bold: true, colour: INK };
const ACROSS: usize = 3;
const INSET: f32 = 14.0;

impl Sheet<'_> {
    /// Title, site, and the summary in a box.
    pub fn title(&mut self) {
        self.pages.bookmark(&self.doc.title);
        let title = self.set.lines(&self.doc.title, TITLE, MEASURE, Side::Start);
        self.pages.flow(&title, 0.0, MEASURE);
        let site = self.set.lines(&self.doc.site_name, SITE, MEASURE, Side::Start);
        self.pages.flow(&site, 0.0, MEASURE);
        self.pages.space(12.0);
        self.summary();
    }

    fn summary(&mut self) {
        const GAP: f32 = 12.0;
        let width = (MEASURE - 2.0 * INSET - GAP * (ACROSS - 1) as f32) / ACROSS as f32;
        for (number, facts) in self.doc.summary.chunks(ACROSS).enumerate() {
            let cells: Vec<(Vec<Line>, Vec<Line>)> = facts
                .iter()
                .map(|fact| {
                    let label = self.set.lines(&fact.label, LABEL, width, Side::Start);
                    // The name of the site stands above in full.
                    let mut value = self.set.lines(&shown(&fact.value, self.doc.lang), VALUE, width, Side::Start);
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
                self.pages.put(label, start, top, width);
                self.pages.put(value, start, top + height(label), width);
            }
            self.pages.y += above + tallest + below;
        }
        self.pages.space(4.0);
    }

    /// The heading of a section, which stays with what follows.
    pub fn heading(&mut self, text: &str) {
        let lines = self.set.lines(text, HEADING, MEASURE, Side::Start);
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
