//! A repeating group as cards: a bar with the item's number, its answers, its photos.

use super::{
    Sheet,
    page::{GREEN, GREY, MEASURE, PALE},
    text::{TextAlignment, TextStyle, height},
};
use crate::domain::report::{Fact, ReportItem, ReportItems};

const NAME: TextStyle = TextStyle { size: 10.5, bold: true, colour: GREEN };
const COUNT: TextStyle = TextStyle { size: 8.5, bold: false, colour: GREY };
const NOTE: TextStyle = TextStyle { size: 10.0, bold: false, colour: GREY };
const BAR: f32 = 22.0;
const INSET: f32 = 10.0;

impl Sheet<'_> {
    pub fn items(&mut self, title: &str, items: &ReportItems) {
        if items.rows.is_empty() {
            self.heading(title);
            let note = self.set.lines(self.texts.t("report-no-items"), NOTE, MEASURE, TextAlignment::Start);
            self.pages.flow(&note, 0.0, MEASURE);
        }
        for (index, item) in items.rows.iter().enumerate() {
            let facts = items.columns.iter().zip(&item.cells);
            let facts: Vec<Fact> =
                facts.map(|(label, value)| Fact { label: label.clone(), value: value.clone() }).collect();
            self.keep_together(|sheet| {
                if index == 0 {
                    sheet.heading(title);
                }
                sheet.bar(&format!("{} {}", items.singular, index + 1), item);
                sheet.facts(&facts);
            });
            // A single group needs no label, because the captions name the item.
            for group in &item.photos {
                let label = if item.photos.len() > 1 { group.label.as_str() } else { "" };
                self.photos(label, &group.photos);
            }
            self.pages.space(10.0);
        }
    }

    fn bar(&mut self, name: &str, item: &ReportItem) {
        let photos: usize = item.photos.iter().map(|group| group.photos.len()).sum();
        let half = MEASURE / 2.0 - INSET;
        let name = self.set.lines(name, NAME, half, TextAlignment::Start);
        let count = self.texts.with("report-photo-count", &[("count", photos.into())]);
        let count = self.set.lines(&count, COUNT, half, TextAlignment::End);
        let tall = BAR.max(height(&name) + 6.0);
        // Keeps the bar and one row of answers on the same page.
        self.pages.ensure(tall + 46.0);
        let top = self.pages.y;
        let area = self.pages.area(0.0, top, MEASURE, tall);
        self.pages.fill(area, PALE, 3.0);
        let middle = |lines: &[_]| top + (tall - height(lines)) / 2.0;
        self.pages.draw_lines(&name, INSET, middle(&name), half);
        if photos > 0 {
            self.pages.draw_lines(&count, MEASURE / 2.0, middle(&count), half);
        }
        self.pages.y += tall + 7.0;
    }
}
