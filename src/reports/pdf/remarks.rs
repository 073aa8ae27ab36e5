//! The remarks about items, before the sections, so that a reader sees them first.

use super::{
    Sheet,
    page::{INK, MEASURE},
    structure::Role,
    text::{TextAlignment, TextStyle, height},
};

const ITEM: TextStyle = TextStyle { size: 9.5, bold: true, colour: INK };
const TEXT: TextStyle = TextStyle { size: 9.5, bold: false, colour: INK };
const INSET: f32 = 12.0;
/// Further remarks stand with their items only.
const MOST: usize = 12;
/// Longer remarks are cut here, in lines; they stand in full with their items.
const LINES: usize = 3;
const CHARS: usize = 280;

impl Sheet<'_> {
    pub fn remarks(&mut self) {
        if self.doc.remarks.is_empty() {
            return;
        }
        self.element(Role::Section, |sheet| {
            sheet.heading(sheet.texts.t("report-remarks"), 0.0);
            sheet.element(Role::List, |sheet| {
                for remark in sheet.doc.remarks.iter().take(MOST) {
                    sheet.remark(&remark.item, &remark.text);
                }
            });
            let more = sheet.doc.remarks.len().saturating_sub(MOST);
            if more > 0 {
                let note = sheet.texts.with("report-more-remarks", &[("count", more.into())]);
                let note = sheet.set.lines(&note, TEXT, MEASURE, TextAlignment::Start);
                sheet.pages.ensure(height(&note));
                sheet.pages.flow_as(Role::Paragraph, &note, 0.0, MEASURE);
            }
        });
    }

    fn remark(&mut self, item: &str, text: &str) {
        let width = MEASURE - INSET;
        let item = self.set.lines(item, ITEM, width, TextAlignment::Start);
        let kept: String = text.chars().take(CHARS).collect();
        let kept = if kept.len() < text.len() { format!("{}…", kept.trim_end()) } else { kept };
        let mut text = self.set.lines(&kept, TEXT, width, TextAlignment::Own);
        text.truncate(LINES);
        let tall = height(&item) + height(&text);
        self.pages.ensure(tall);
        let top = self.pages.y;
        let area = self.pages.area(0.0, top + 1.0, 2.5, tall - 2.0);
        self.pages.fill(area, self.palette.accent, 0.0);
        self.element(Role::ListItem, |sheet| {
            sheet.pages.draw_as(Role::Label, &item, INSET, top, width);
            sheet.pages.draw_as(Role::Body, &text, INSET, top + height(&item), width);
        });
        self.pages.y += tall + 6.0;
    }
}
