//! Reads the sheets of a workbook as tables of texts.
//!
//! Cells are read one by one and kept sparsely: a cell in the last row and column of a sheet costs one entry, not a table
//! of 17 thousand million. A formula is refused, because its result may be old or missing, and merged cells are, because
//! only one of them has the value.

use super::{
    messages::{CellPlace, Messages, SheetName},
    package,
    table::{Table, TableRow, column_letters},
};
use crate::domain::message::Message;
use calamine::{DataRef, ExcelDateTime, Reader, Xlsx, XlsxError};
use std::{collections::BTreeMap, io::Cursor};

const MOST_ROWS: [(SheetName, u32); 4] =
    [(SheetName::Survey, 2_000), (SheetName::Choices, 10_000), (SheetName::Settings, 100), (SheetName::Totals, 100)];

const MOST_COLUMNS: u32 = 200;

/// Upper limit for all texts together: one text can be in many cells and is stored once in the file.
const MOST_TEXT: usize = 4 << 20;

/// Sheets that change what a form is, and that Injaaz does not read; each with the key of its mistake.
const REFUSED: [(&str, &str); 2] =
    [("external_choices", "spreadsheet-external-choices"), ("entities", "spreadsheet-entities")];

#[derive(Debug, Default)]
pub struct Book {
    tables: BTreeMap<SheetName, Table>,
    nothing: Table,
}

impl Book {
    pub fn table(&self, name: SheetName) -> &Table {
        self.tables.get(&name).unwrap_or(&self.nothing)
    }

    pub fn heading(&self, name: SheetName, column: u32) -> String {
        self.table(name).headings.get(&column).cloned().unwrap_or_default()
    }
}

/// The error is about the file as a whole.
pub fn read(bytes: &[u8], messages: &mut Messages) -> Result<Book, Message> {
    package::check(bytes)?;
    let broken = |error: XlsxError| Message::new("spreadsheet-not-readable").with("error", error.to_string());
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
    let mut book = Book::default();
    let mut text_left = MOST_TEXT;
    for found in workbook.sheet_names() {
        let name = found.trim().to_ascii_lowercase();
        let Some((sheet, most)) = MOST_ROWS.into_iter().find(|(sheet, _)| sheet.as_str() == name) else {
            match REFUSED.iter().find(|(refused, _)| *refused == name) {
                Some((_, key)) => messages.mistake(CellPlace::BOOK, Message::new(key)),
                None => {
                    let message = Message::new("spreadsheet-sheet-not-read").with("sheet", format!("{found:?}"));
                    messages.notice(CellPlace::BOOK, message);
                }
            }
            continue;
        };
        if book.tables.contains_key(&sheet) {
            messages.mistake(CellPlace::BOOK, Message::new("spreadsheet-sheet-twice").with("sheet", name));
            continue;
        }
        let merged = workbook.merge_cells_by_sheet_name(&found).map_err(broken)?;
        for area in merged.iter().take(20) {
            let cell = |(row, column): (u32, u32)| format!("{}{}", column_letters(column), row + 1);
            let message =
                Message::new("spreadsheet-merged").with("first", cell(area.start)).with("last", cell(area.end));
            messages.mistake(CellPlace { sheet, row: area.start.0 + 1, column: Some(area.start.1) }, message);
        }
        let mut cells = Vec::new();
        let mut reader = workbook.worksheet_cells_reader(&found).map_err(broken)?;
        while let Some(cell) = reader.next_cell_with_formula_metadata().map_err(broken)? {
            let (row, column) = cell.pos;
            if row >= most {
                let message = Message::new("spreadsheet-too-many-rows").with("limit", most.to_string());
                messages.mistake(CellPlace { sheet, row: row + 1, column: None }, message);
                break;
            }
            let place = CellPlace { sheet, row: row + 1, column: Some(column) };
            if cell.formula.is_some() {
                messages.mistake(place, Message::new("spreadsheet-formula"));
            }
            let Some(text) = text_of(&cell.value, place, messages) else { continue };
            if column >= MOST_COLUMNS {
                let message = Message::new("spreadsheet-too-many-columns").with("limit", MOST_COLUMNS.to_string());
                messages.mistake(place, message);
                break;
            }
            text_left = text_left.checked_sub(text.len()).ok_or_else(|| {
                Message::new("spreadsheet-too-much-text").with("limit", (MOST_TEXT >> 20).to_string())
            })?;
            cells.push(((row, column), text));
        }
        book.tables.insert(sheet, table(cells));
    }
    Ok(book)
}

fn table(cells: Vec<((u32, u32), String)>) -> Table {
    let mut rows: BTreeMap<u32, TableRow> = BTreeMap::new();
    for ((row, column), text) in cells {
        let entry = rows.entry(row).or_insert_with(|| TableRow { number: row + 1, cells: BTreeMap::new() });
        entry.cells.insert(column, text);
    }
    let headings = rows.remove(&0).map(|row| row.cells).unwrap_or_default();
    Table { exists: true, headings, rows: rows.into_values().collect() }
}

/// The text of a cell; none if it is blank.
fn text_of(value: &DataRef, place: CellPlace, messages: &mut Messages) -> Option<String> {
    let text = match value {
        DataRef::Empty => return None,
        DataRef::Int(number) => number.to_string(),
        // The shortest decimal notation that is the same number: 5, 0.25.
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) => text.trim().to_owned(),
        DataRef::SharedString(text) => text.trim().to_owned(),
        DataRef::Bool(flag) => flag.to_string(),
        DataRef::DateTime(moment) => date_or_time(*moment),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => {
            messages.mistake(place, Message::new("spreadsheet-cell-error").with("error", error.to_string()));
            return None;
        }
    };
    Some(text).filter(|text| !text.is_empty())
}

fn date_or_time(moment: ExcelDateTime) -> String {
    let (year, month, day, hour, minute, _, _) = moment.to_ymd_hms_milli();
    if moment.as_f64() < 1.0 { format!("{hour:02}:{minute:02}") } else { format!("{year:04}-{month:02}-{day:02}") }
}
