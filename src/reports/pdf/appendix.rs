//! The photo appendix: the photos of a report, by section and item.

use super::{
    Sheet,
    page::MEASURE,
    structure::Role,
    text::{TextAlignment, TextStyle, height},
};
use crate::{
    domain::report::{PhotoGroup, ReportBody},
    reports::build::items::item_name,
};

/// The height of a row of photos.
const ROW: f32 = 150.0;

impl Sheet<'_> {
    pub fn appendix(&mut self) {
        let look = TextStyle { size: 10.5, bold: true, colour: self.palette.accent };
        self.heading(self.texts.t("report-photo-appendix"), 0.0);
        for section in &self.doc.sections {
            match &section.body {
                ReportBody::Facts { photos, .. } if !photos.is_empty() => {
                    self.heading(&section.title, ROW);
                    self.groups(photos);
                }
                ReportBody::Facts { .. } => {}
                ReportBody::Items(items) => {
                    let rows = || (1..).zip(&items.rows).filter(|(_, row)| !row.photos.is_empty());
                    if rows().next().is_some() {
                        self.heading(&section.title, ROW);
                    }
                    for (number, row) in rows() {
                        let name = item_name(&items.singular, number, &row.title);
                        let lines = self.set.lines(&name, look, MEASURE, TextAlignment::Start);
                        self.pages.space(8.0);
                        // Keeps the name and one row of photos on the same page.
                        self.pages.ensure(height(&lines) + ROW);
                        self.pages.bookmark(&name, 2);
                        self.pages.flow_as(Role::Heading(3, name), &lines, 0.0, MEASURE);
                        self.groups(&row.photos);
                    }
                }
            }
        }
        self.photo_list();
    }

    fn groups(&mut self, groups: &[PhotoGroup]) {
        for group in groups {
            self.photos(&group.label, &group.photos);
        }
    }
}
