//! A list as a workbook with one table: a heading for each column, typed cells, a filter, the first row fixed.

use super::{
    sheet,
    style::Style,
    text::{SheetNames, fitting, width},
};
use crate::{
    domain::{accent::Accent, report::Cell},
    i18n::{Direction, Texts},
    reports::show::shown,
};
use rust_xlsxwriter::Workbook;

const NARROWEST: usize = 9;
const WIDEST: usize = 60;

/// A list: `rows` have a cell for each of `columns`.
#[derive(Clone, Debug)]
pub struct Table {
    pub title: String,
    pub columns: Vec<String>,
    pub rows: Vec<Vec<Cell>>,
}

/// Renders the workbook.
pub fn table(texts: Texts, table: &Table) -> anyhow::Result<Vec<u8>> {
    let mut workbook = Workbook::new();
    let style = Style::new(texts.direction(), Accent::DEFAULT);
    let sheet = workbook.add_worksheet();
    sheet.set_name(SheetNames::default().unique_name(&table.title))?;
    sheet.set_right_to_left(texts.direction() == Direction::RightToLeft);
    sheet.set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?.set_freeze_panes(1, 1)?;
    for (at, title) in (0u16..).zip(&table.columns) {
        let cells = table.rows.iter().filter_map(|row| row.get(usize::from(at)));
        let content = cells.map(|cell| width(&shown(cell, texts))).max().unwrap_or(0);
        // The filter button takes the width of three characters of the title.
        let wide = content.max(width(title) + 3).clamp(NARROWEST, WIDEST) + 2;
        sheet.set_column_width(at, wide as f64)?;
        sheet.write_string_with_format(0, at, fitting(title, texts), &style.header)?;
    }
    for (row, cells) in (1u32..).zip(&table.rows) {
        for (at, cell) in (0u16..).zip(cells) {
            match cell {
                Cell::Empty => sheet.write_blank(row, at, &style.cell).map(|_| ())?,
                Cell::Text(_) | Cell::File(_) => sheet::write(sheet, (row, at), cell, &style.cell, texts)?,
                cell => sheet::write(sheet, (row, at), cell, &style.number, texts)?,
            }
        }
    }
    let last = u32::try_from(table.rows.len()).unwrap_or(u32::MAX).max(1);
    if let Some(column) = u16::try_from(table.columns.len()).ok().and_then(|count| count.checked_sub(1)) {
        sheet.autofilter(0, 0, last, column)?;
    }
    Ok(workbook.save_to_buffer()?)
}
