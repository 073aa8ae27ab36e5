//! A repeating group as a flat table, from which pivot tables can be made: one row per item, with its total and its first
//! photos beside it. A missing answer is an empty cell.

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
/// The width of the total, in characters.
const TOTAL: f64 = 18.0;

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
    sheet.set_print_area(0, 0, last, columns.count + columns.thumbs)?;
    Ok(())
}

/// The layout of the columns: number, answers, total, photo count, thumbnails.
struct Columns {
    widths: Vec<usize>,
    /// The index of the column with the total, if the form has totals.
    total: Option<u16>,
    /// The index of the column with the photo count.
    count: u16,
    thumbs: u16,
}

impl Columns {
    fn of(items: &ReportItems, texts: Texts) -> Columns {
        let widest = |at: usize, title: &str| {
            let cells = items.rows.iter().filter_map(|row| row.cells.get(at));
            let content = cells.map(|cell| width(&shown(cell, texts))).max().unwrap_or(0);
            // The filter button takes the width of three characters of the title.
            content.max(width(title) + 3).clamp(NARROWEST, WIDEST) + 2
        };
        let widths: Vec<usize> =
            items.columns.iter().enumerate().map(|(at, column)| widest(at, &column.label)).collect();
        let most = items.rows.iter().map(|row| photos(row).count()).max().unwrap_or(0);
        let after = u16::try_from(widths.len() + 1).unwrap_or(u16::MAX);
        let total = items.totals.is_some().then_some(after);
        let count = after.saturating_add(u16::from(total.is_some()));
        Columns { widths, total, count, thumbs: u16::try_from(most.min(IN_ROW)).unwrap_or(0) }
    }
}

fn photos(item: &ReportItem) -> impl Iterator<Item = &ReportPhoto> {
    item.photos.iter().flat_map(|group| &group.photos)
}

fn header(sheet: &mut Worksheet, items: &ReportItems, columns: &Columns, report: &Report) -> Result<(), XlsxError> {
    let Report { style, texts, .. } = *report;
    sheet.set_row_height(0, 30)?;
    sheet.set_column_width(0, 7)?.write_string_with_format(0, 0, "#", &style.header_centred)?;
    for ((at, column), width) in (1u16..).zip(&items.columns).zip(&columns.widths) {
        sheet.set_column_width(at, *width as f64)?;
        sheet.write_string_with_format(0, at, fitting(&column.label, texts), &style.header)?;
    }
    if let Some(at) = columns.total {
        sheet.set_column_width(at, TOTAL)?;
        sheet.write_string_with_format(0, at, texts.t("report-total"), &style.header_centred)?;
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
        write_cell(sheet, (row, at), cell, report)?;
        tallest = tallest.max(lines(&shown(cell, texts), *width as f64));
    }
    if let Some(at) = columns.total {
        write_cell(sheet, (row, at), item.total.as_ref().unwrap_or(&Cell::Empty), report)?;
    }
    let count = photos(item).count();
    sheet.write_number_with_format(row, columns.count, count as f64, &style.number)?;
    for number in 1..=columns.thumbs {
        sheet.write_blank(row, columns.count + number, &style.frame)?;
    }
    for (at, photo) in (columns.count + 1..).zip(photos(item).take(IN_ROW)) {
        sheet::place_photo(sheet, (row, at), photo, THUMB, report)?;
    }
    let thumb = if count > 0 { f64::from(THUMB.height + 2 * THUMB.margin) * 0.75 } else { 0.0 };
    sheet::fit_row(sheet, row, tallest, thumb)
}

fn write_cell(sheet: &mut Worksheet, at: (u32, u16), cell: &Cell, report: &Report) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => sheet.write_blank(at.0, at.1, &report.style.cell).map(|_| ()),
        cell => sheet::write(sheet, at, cell, cell_format(cell, report.style), report.texts),
    }
}

fn cell_format<'a>(cell: &Cell, style: &'a Style) -> &'a Format {
    match cell {
        Cell::Number(_) | Cell::Money(_) | Cell::Date(_) | Cell::Time(_) | Cell::Bool(_) => &style.number,
        Cell::Empty | Cell::Text(_) | Cell::File(_) => &style.cell,
    }
}
