//! The photo appendix: the photos of a report, by section and item.

use super::{
    Sheet,
    page::{GREEN, MEASURE},
    text::{TextAlignment, TextStyle, height},
};
use crate::domain::report::{PhotoGroup, ReportBody};

const ITEM: TextStyle = TextStyle { size: 10.5, bold: true, colour: GREEN };

impl Sheet<'_> {
    pub fn appendix(&mut self) {
        self.heading(self.texts.t("report-photo-appendix"));
        for section in &self.doc.sections {
            match &section.body {
                ReportBody::Facts { photos, .. } if !photos.is_empty() => {
                    self.heading(&section.title);
                    self.groups(photos);
                }
                ReportBody::Facts { .. } => {}
                ReportBody::Items(items) => {
                    let rows = || (1..).zip(&items.rows).filter(|(_, row)| !row.photos.is_empty());
                    if rows().next().is_some() {
                        self.heading(&section.title);
                    }
                    for (number, row) in rows() {
                        let name = self.set.lines(
                            &format!("{} {number}", items.singular),
                            ITEM,
                            MEASURE,
                            TextAlignment::Start,
                        );
                        self.pages.space(8.0);
                        // Keeps the name and one row of photos on the same page.
                        self.pages.ensure(height(&name) + 150.0);
                        self.pages.flow(&name, 0.0, MEASURE);
                        self.groups(&row.photos);
                    }
                }
            }
        }
    }

    fn groups(&mut self, groups: &[PhotoGroup]) {
        for group in groups {
            self.photos(&group.label, &group.photos);
        }
    }
}
