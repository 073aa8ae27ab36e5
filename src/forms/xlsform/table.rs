//! The cells of one sheet as texts.

use std::collections::BTreeMap;

#[derive(Debug, Default)]
pub struct Table {
    /// Whether the workbook has the sheet.
    pub exists: bool,
    /// The texts of the first row by column, from 0.
    pub headings: BTreeMap<u32, String>,
    /// The other rows that have a text, in order.
    pub rows: Vec<TableRow>,
}

#[derive(Debug, Default)]
pub struct TableRow {
    /// As a spreadsheet counts, from 1; the headings are row 1.
    pub number: u32,
    /// By column, from 0. None is empty, and none begins or ends with a space.
    pub cells: BTreeMap<u32, String>,
}

/// "A", "Z", "AA".
pub fn column_letters(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column;
    loop {
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or_default()));
        match (rest / 26).checked_sub(1) {
            Some(next) => rest = next,
            None => return letters.iter().rev().collect(),
        }
    }
}
