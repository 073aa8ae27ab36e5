//! The photo sheet: all photos in a grid of two columns, with captions and links to the full size.

use super::{
    report::Report,
    sheet::{self, Frame},
    text::fitting,
};
use crate::domain::report::{ReportBody, ReportDoc, ReportPhoto};
use rust_xlsxwriter::{Worksheet, XlsxError};

const ACROSS: usize = 2;
const FRAME: Frame = Frame { width: 372, height: 279, margin: 5 };

pub fn any(doc: &ReportDoc) -> bool {
    sections(doc).next().is_some()
}

/// The sections that have photos, with their photos.
fn sections(doc: &ReportDoc) -> impl Iterator<Item = (&str, Vec<&ReportPhoto>)> {
    doc.sections.iter().filter_map(|section| {
        let photos: Vec<&ReportPhoto> = match &section.body {
            ReportBody::Facts { photos, .. } => photos.iter().flat_map(|group| &group.photos).collect(),
            ReportBody::Items(items) => {
                items.rows.iter().flat_map(|row| &row.photos).flat_map(|group| &group.photos).collect()
            }
        };
        (!photos.is_empty()).then_some((section.title.as_str(), photos))
    })
}

pub fn write(sheet: &mut Worksheet, report: &Report) -> Result<(), XlsxError> {
    let Report { doc, style, texts, .. } = *report;
    sheet::set_up(sheet, report)?;
    for column in 0..ACROSS as u16 {
        sheet.set_column_width_pixels(column, FRAME.width + 2 * FRAME.margin)?;
    }
    let mut row = 0;
    for (heading, photos) in sections(doc) {
        sheet.set_row_height(row, 22)?;
        sheet.merge_range(row, 0, row, ACROSS as u16 - 1, &fitting(heading, texts), &style.heading)?;
        row += 1;
        for photos in photos.chunks(ACROSS) {
            sheet.set_row_height_pixels(row, FRAME.height + 2 * FRAME.margin)?;
            for (column, photo) in (0u16..).zip(photos) {
                sheet::place_photo(sheet, (row, column), photo, FRAME, report)?;
                let args = [("number", photo.number.to_string().into()), ("caption", photo.caption.as_str().into())];
                let caption = texts.with("report-photo-caption", &args);
                sheet.write_string_with_format(row + 1, column, fitting(&caption, texts), &style.caption)?;
            }
            row += 2;
        }
    }
    sheet.set_print_area(0, 0, row.saturating_sub(1), ACROSS as u16 - 1)?;
    Ok(())
}
