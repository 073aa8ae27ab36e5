//! Shared by all sheets: page set-up, typed cells, pictures in cells.

use super::{
    report::Report,
    style::{DAY, day, decimals, moment, moment_format, money_format},
    text::{Directed, directed, fitting, in_header},
};
use crate::{
    domain::{
        branding::Paper,
        report::{Cell, Picture, ReportPhoto},
    },
    i18n::{Direction, Texts},
    reports::show::{EMPTY, shown},
};
use rust_xlsxwriter::{Format, FormatUnderline, Image, ObjectMovement, Url, Worksheet, XlsxError};
use std::borrow::Cow;

/// Excel's numbers of the papers.
fn paper_size(paper: Paper) -> u8 {
    match paper {
        Paper::A4 => 9,
        Paper::UsLetter => 1,
    }
}

/// One page wide, with the title in the header, and the footer line of the organisation and page numbers in the footer.
pub fn set_up(sheet: &mut Worksheet, report: &Report) -> Result<(), XlsxError> {
    let Report { doc, texts, .. } = *report;
    // Excel's placeholders for page number and page count.
    let pages = texts.with("report-footer", &[("page", "&P".into()), ("pages", "&N".into())]);
    let middle = doc.branding.footer_line.as_deref().map(|line| format!("&C&8{}", in_header(line))).unwrap_or_default();
    let (title, organisation) = (in_header(&doc.title), in_header(&doc.organisation));
    sheet
        .set_right_to_left(texts.direction() == Direction::RightToLeft)
        .set_paper_size(paper_size(doc.branding.paper))
        .set_print_fit_to_pages(1, 0)
        .set_margins(0.5, 0.5, 0.75, 0.75, 0.3, 0.3)
        .set_screen_gridlines(false)
        .set_header(format!("&L&9{organisation}&R&9{title}"))
        .set_footer(format!("&L&9{}{middle}&R&9{pages}", doc.reference));
    Ok(())
}

/// The height of a line of text and the maximum height of a row in Excel, in points.
const LINE: f64 = 15.0;
const TALLEST: f64 = 409.0;

/// Sets the height of a row for its lines of text and pictures. Excel does this itself only for rows without pictures,
/// other programs not at all.
pub fn fit_row(sheet: &mut Worksheet, row: u32, lines: usize, pictures: f64) -> Result<(), XlsxError> {
    if lines > 1 || pictures > 0.0 {
        sheet.set_row_height(row, (lines as f64 * LINE + 2.0).max(pictures).min(TALLEST))?;
    }
    Ok(())
}

/// Writes a value as a typed cell. Text is always written as text, whatever it looks like.
pub fn write(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell,
    format: &Format,
    texts: Texts,
) -> Result<(), XlsxError> {
    let as_text = |sheet: &mut Worksheet, text: &str| {
        let Directed { text, order } = directed(text, texts.direction());
        let format =
            order.map_or(Cow::Borrowed(format), |order| Cow::Owned(format.clone().set_reading_direction(order)));
        sheet.write_string_with_format(row, column, fitting(&text, texts).as_ref(), &format).map(|_| ())
    };
    match cell {
        Cell::Empty => as_text(sheet, EMPTY),
        Cell::Text(text) => as_text(sheet, text),
        Cell::File(file) if file.is_missing => as_text(sheet, &shown(cell, texts)),
        Cell::File(file) => {
            let name = shown(cell, texts);
            let link = Url::new(file.url.as_str()).set_text(fitting(&name, texts));
            // If Excel does not accept the URL, the name has no link; the report does not fail.
            let linked =
                sheet.write_url_with_format(row, column, link, &format.clone().set_underline(FormatUnderline::Single));
            if linked.is_err() { as_text(sheet, &name) } else { Ok(()) }
        }
        Cell::Number(number) => {
            let format = format.clone().set_num_format(decimals(number.scale()));
            sheet.write_number_with_format(row, column, number.to_f64(), &format).map(|_| ())
        }
        Cell::Money(money) => match money.to_f64() {
            Some(amount) => {
                let format = format.clone().set_num_format(money_format(money.currency(), texts));
                sheet.write_number_with_format(row, column, amount, &format).map(|_| ())
            }
            // A spreadsheet would round it.
            None => as_text(sheet, &shown(cell, texts)),
        },
        Cell::Date(date) => match day(*date) {
            Some(excel) => {
                let format = format.clone().set_num_format(DAY);
                sheet.write_datetime_with_format(row, column, &excel, &format).map(|_| ())
            }
            None => as_text(sheet, &shown(cell, texts)),
        },
        Cell::Time(time) => match moment(*time) {
            Some(excel) => {
                let format = format.clone().set_num_format(moment_format(*time));
                sheet.write_datetime_with_format(row, column, &excel, &format).map(|_| ())
            }
            None => as_text(sheet, &shown(cell, texts)),
        },
        Cell::Bool(value) => {
            // Excel shows its own word for a boolean; other programs use this format. A quotation mark would end the
            // text in the format.
            let [yes, no] = ["report-yes", "report-no"].map(|key| texts.t(key).replace('"', ""));
            let format = format.clone().set_num_format(format!("\"{yes}\";\"{yes}\";\"{no}\""));
            sheet.write_boolean_with_format(row, column, *value, &format).map(|_| ())
        }
    }
}

/// The size in pixels for a picture in a cell.
#[derive(Clone, Copy)]
pub struct Frame {
    pub width: u32,
    pub height: u32,
    /// Margin in pixels on each side.
    pub margin: u32,
}

/// Inserts a picture into a cell: scaled with its aspect ratio, centred, and moving with the cell when rows are
/// filtered.
pub fn insert_picture(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    image: Image,
    picture: &Picture,
    frame: Frame,
) -> Result<(), XlsxError> {
    let (width, height) = (f64::from(picture.width.max(1)), f64::from(picture.height.max(1)));
    let scale = (f64::from(frame.width) / width).min(f64::from(frame.height) / height).min(1.0);
    // The size is set in pixels, so that the resolution in the file has no effect.
    let image = image
        .set_width((width * scale).round() as u32)
        .set_height((height * scale).round() as u32)
        .set_object_movement(ObjectMovement::MoveAndSizeWithCells);
    let middle = |room: u32, size: f64| frame.margin + ((f64::from(room) - size * scale) / 2.0).max(0.0) as u32;
    let (x, y) = (middle(frame.width, width), middle(frame.height, height));
    sheet.insert_image_with_offset(row, column, &image, x, y)?;
    Ok(())
}

/// Inserts a photo, linked to the original; a note if it is missing. The file has the photo in the size that it has in
/// the document, so that it can be enlarged; a photo that stands in several cells is stored once.
pub fn place_photo(
    sheet: &mut Worksheet,
    at: (u32, u16),
    photo: &ReportPhoto,
    frame: Frame,
    report: &Report,
) -> Result<(), XlsxError> {
    let texts = report.texts;
    let Some(picture) = photo.large.as_ref().or(photo.thumb.as_ref()) else {
        let note = photo.note.as_deref().unwrap_or_else(|| texts.t("report-photo-missing"));
        sheet.write_string_with_format(at.0, at.1, fitting(note, texts).as_ref(), &report.style.missing)?;
        return Ok(());
    };
    let image = report.image(&photo.id, picture)?.set_alt_text(&photo.caption);
    // If Excel does not accept the URL, the picture has no link; the report does not fail.
    let linked = image.clone().set_url(photo.url.as_str());
    insert_picture(sheet, at, linked.unwrap_or(image), picture, frame)
}
