//! A repeating group as a table: one row per item, with its first photos beside it.

use super::{
    report::Report,
    sheet::{self, Frame},
    style::Style,
    text::{fitting, lines, width},
};
use crate::{
    domain::report::{Cell, ReportItem, ReportItems, ReportPhoto},
    i18n::Texts,
    reports::show::shown,
};
use rust_xlsxwriter::{Format, Worksheet, XlsxError};

/// Thumbnails per row; the photo sheet has all of them.
const IN_ROW: usize = 4;
const THUMB: Frame = Frame { width: 128, height: 96, margin: 5 };
const NARROWEST: usize = 9;
const WIDEST: usize = 46;

pub fn write(sheet: &mut Worksheet, report: &Report, items: &ReportItems) -> Result<(), XlsxError> {
    sheet::set_up(sheet, report)?;
    let texts = report.texts;
    let columns = Columns::of(items, texts);
    sheet.set_landscape().set_repeat_rows(0, 0)?.set_freeze_panes(1, 1)?;
    header(sheet, items, &columns, report)?;
    for (index, item) in items.rows.iter().enumerate() {
        let row = u32::try_from(index + 1).unwrap_or(u32::MAX);
        write_item(sheet, report, row, item, &columns)?;
    }
    let last = u32::try_from(items.rows.len()).unwrap_or(u32::MAX).max(1);
    if items.rows.is_empty() {
        sheet.write_string_with_format(1, 1, texts.t("report-no-items"), &report.style.cell)?;
    }
    sheet.autofilter(0, 0, last, columns.count)?;
    Ok(())
}

/// The layout of the columns: number, answers, photo count, thumbnails.
struct Columns {
    widths: Vec<usize>,
    /// The index of the column with the photo count.
    count: u16,
    thumbs: u16,
}

impl Columns {
    fn of(items: &ReportItems, texts: Texts) -> Columns {
        let widest = |at: usize, title: &String| {
            let cells = items.rows.iter().filter_map(|row| row.cells.get(at));
            let content = cells.map(|cell| width(&shown(cell, texts))).max().unwrap_or(0);
            // The filter button takes the width of three characters of the title.
            content.max(width(title) + 3).clamp(NARROWEST, WIDEST) + 2
        };
        let widths: Vec<usize> = items.columns.iter().enumerate().map(|(at, title)| widest(at, title)).collect();
        let most = items.rows.iter().map(|row| photos(row).count()).max().unwrap_or(0);
        let count = u16::try_from(widths.len() + 1).unwrap_or(u16::MAX);
        Columns { widths, count, thumbs: u16::try_from(most.min(IN_ROW)).unwrap_or(0) }
    }
}

fn photos(item: &ReportItem) -> impl Iterator<Item = &ReportPhoto> {
    item.photos.iter().flat_map(|group| &group.photos)
}

fn header(sheet: &mut Worksheet, items: &ReportItems, columns: &Columns, report: &Report) -> Result<(), XlsxError> {
    let Report { style, texts, .. } = *report;
    sheet.set_row_height(0, 30)?;
    sheet.set_column_width(0, 7)?.write_string_with_format(0, 0, "#", &style.header_centred)?;
    for ((at, title), width) in (1u16..).zip(&items.columns).zip(&columns.widths) {
        sheet.set_column_width(at, *width as f64)?;
        sheet.write_string_with_format(0, at, fitting(title, texts), &style.header)?;
    }
    sheet.set_column_width(columns.count, 11)?;
    sheet.write_string_with_format(0, columns.count, texts.t("report-photos"), &style.header_centred)?;
    let photo = texts.t("report-photo");
    for number in 1..=columns.thumbs {
        let at = columns.count + number;
        sheet.set_column_width_pixels(at, THUMB.width + 2 * THUMB.margin)?;
        let args = [("photo", photo.into()), ("number", number.to_string().into())];
        sheet.write_string_with_format(0, at, texts.with("report-photo-number", &args), &style.header_centred)?;
    }
    Ok(())
}

fn write_item(
    sheet: &mut Worksheet,
    report: &Report,
    row: u32,
    item: &ReportItem,
    columns: &Columns,
) -> Result<(), XlsxError> {
    let Report { style, texts, .. } = *report;
    sheet.write_number_with_format(row, 0, f64::from(row), &style.number)?;
    let mut tallest = 1;
    for ((at, cell), width) in (1u16..).zip(&item.cells).zip(&columns.widths) {
        sheet::write(sheet, (row, at), cell, cell_format(cell, style), texts)?;
        tallest = tallest.max(lines(&shown(cell, texts), *width as f64));
    }
    let count = photos(item).count();
    sheet.write_number_with_format(row, columns.count, count as f64, &style.number)?;
    for number in 1..=columns.thumbs {
        sheet.write_blank(row, columns.count + number, &style.frame)?;
    }
    for (at, photo) in (columns.count + 1..).zip(photos(item).take(IN_ROW)) {
        sheet::place_photo(sheet, (row, at), photo, THUMB, &style.missing, texts)?;
    }
    let thumb = if count > 0 { f64::from(THUMB.height + 2 * THUMB.margin) * 0.75 } else { 0.0 };
    sheet::fit_row(sheet, row, tallest, thumb)
}

fn cell_format<'a>(cell: &Cell, style: &'a Style) -> &'a Format {
    match cell {
        Cell::Number(_) | Cell::Date(_) | Cell::Time(_) | Cell::Bool(_) => &style.number,
        Cell::Empty | Cell::Text(_) => &style.cell,
    }
}
