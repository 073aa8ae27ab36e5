//! The list of photos at the end: number, caption, and when each was received. The number leads to the photo in full
//! size. A photo that is printed again beside an action is listed once, at its question.

use super::{
    Part, Sheet,
    structure::Role,
    table::{Table, TableColumn, TableRow, table_begins},
};
use crate::domain::report::{PhotoGroup, ReportBody, ReportPhoto};
use std::collections::HashSet;

impl Sheet<'_> {
    /// Whether there is a list: if this file has photos.
    pub fn has_photo_list(&self) -> bool {
        self.part != Part::WithoutPhotos && self.all_photos().next().is_some()
    }

    pub fn photo_list(&mut self) {
        if !self.has_photo_list() {
            return;
        }
        let texts = self.texts;
        let mut listed = HashSet::new();
        let column = |title: &str, number| TableColumn { title: title.to_owned(), number };
        let row = |photo: &ReportPhoto| {
            let received = photo.received.map(|at| texts.moment(at).text).unwrap_or_default();
            let description = texts.with("report-photo-open", &[("caption", photo.caption.as_str().into())]);
            TableRow {
                cells: vec![photo.number.to_string(), photo.caption.clone(), received],
                link: Some((photo.url.clone(), description)),
            }
        };
        let table = Table {
            columns: vec![
                column(texts.t("report-item-number"), true),
                column(texts.t("report-photo"), false),
                column(texts.t("report-photo-received"), false),
            ],
            rows: self.all_photos().filter(|photo| listed.insert(photo.number)).map(row).collect(),
            sums: Vec::new(),
        };
        self.element(Role::Section, |sheet| {
            sheet.heading(texts.t("report-photo-list"), table_begins(table.rows.len()));
            sheet.table(&table);
        });
    }

    fn all_photos(&self) -> impl Iterator<Item = &ReportPhoto> {
        let groups = self.doc.sections.iter().flat_map(|section| -> Vec<&PhotoGroup> {
            match &section.body {
                ReportBody::Facts { photos, .. } => photos.iter().collect(),
                ReportBody::Items(items) => items.rows.iter().flat_map(|row| &row.photos).collect(),
            }
        });
        groups.flat_map(|group| &group.photos)
    }
}
