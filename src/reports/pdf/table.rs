//! Tables: a header that is repeated on each page, rows that are not split, and sums that stay with the last row.

use super::{
    Sheet,
    page::{INK, LinkTarget, MEASURE, Mark, Owner},
    structure::Role,
    text::{Line, TextAlignment, TextStyle, height},
};

const CELL: TextStyle = TextStyle { size: 8.5, bold: false, colour: INK };
const BOLD: TextStyle = TextStyle { size: 8.5, bold: true, colour: INK };
/// The space on both sides of a cell, and above and below it.
const INSET: f32 = 5.0;
const ABOVE: f32 = 3.5;
/// A usual letter and digit of this size, in points; wide enough for bold ones.
const LETTER: f32 = 4.9;
/// A column is never narrower, and gets no more of the width than this many letters would need.
const NARROWEST: f32 = 34.0;
const WIDEST: usize = 60;
/// Longer texts are cut in a table; they stand in full with the item.
const LONGEST: usize = 140;

pub struct TableColumn {
    pub title: String,
    /// Aligned at the end, and as wide as its longest value.
    pub number: bool,
}

pub struct TableRow {
    /// One for each column; the first one names the row.
    pub cells: Vec<String>,
    /// The address that the first cell leads to.
    pub link: Option<(String, String)>,
}

pub struct Table {
    pub columns: Vec<TableColumn>,
    pub rows: Vec<TableRow>,
    /// Label and value below the last row; the last pair is printed in bold.
    pub sums: Vec<(String, String)>,
}

/// A column with its place.
struct Placed {
    start: f32,
    width: f32,
    align: TextAlignment,
}

impl Sheet<'_> {
    pub fn table(&mut self, table: &Table) {
        let places = places(table);
        let sums: Vec<[Vec<Line>; 2]> = self.table_sums(table);
        let sums_height: f32 = sums.iter().map(|row| row_height(row)).sum();
        self.element(Role::Table, |sheet| {
            sheet.element(Role::TableHead, |sheet| sheet.table_header(table, &places, true));
            sheet.element(Role::TableBody, |sheet| {
                for (index, row) in table.rows.iter().enumerate() {
                    let cells = sheet.table_cells(row, &places);
                    let tall = row_height(&cells);
                    let last = index + 1 == table.rows.len();
                    let needs = if last { tall + sums_height } else { tall };
                    if needs > sheet.pages.left_over() && !sheet.pages.at_top() {
                        sheet.pages.next_page();
                        sheet.table_header(table, &places, false);
                    }
                    sheet.table_row(row, &cells, &places);
                }
            });
            if !sums.is_empty() {
                sheet.element(Role::TableFoot, |sheet| sheet.table_foot(&sums, table.columns.len()));
            }
        });
        self.pages.space(8.0);
    }

    /// The titles of the columns. A repeated header is decoration: it is read once.
    fn table_header(&mut self, table: &Table, places: &[Placed], first: bool) {
        let titles: Vec<Vec<Line>> = (table.columns.iter().zip(places))
            .map(|(column, place)| self.set.lines(&column.title, BOLD, place.width, place.align))
            .collect();
        let tall = row_height(&titles);
        let top = self.pages.y;
        let area = self.pages.area(0.0, top, MEASURE, tall);
        self.pages.fill(area, self.palette.pale, 0.0);
        self.element(Role::Row, |sheet| {
            for (title, place) in titles.iter().zip(places) {
                if first {
                    sheet.pages.draw_as(Role::ColumnHeader, title, place.start, top + ABOVE, place.width);
                    continue;
                }
                let left = sheet.pages.left(place.start, place.width);
                let mut at = top + ABOVE;
                for line in title {
                    let mark = Mark::Text { line: line.clone(), left, top: at };
                    sheet.pages.push_as(Owner::Decoration, mark);
                    at += line.height;
                }
            }
        });
        self.pages.y += tall;
    }

    fn table_cells(&mut self, row: &TableRow, places: &[Placed]) -> Vec<Vec<Line>> {
        (row.cells.iter().zip(places))
            .map(|(text, place)| self.set.lines(&cut(text), CELL, place.width, place.align))
            .collect()
    }

    fn table_row(&mut self, row: &TableRow, cells: &[Vec<Line>], places: &[Placed]) {
        let (top, tall) = (self.pages.y, row_height(cells));
        self.element(Role::Row, |sheet| {
            for (number, (lines, place)) in cells.iter().zip(places).enumerate() {
                let role = if number == 0 { Role::RowHeader } else { Role::Cell };
                sheet.element(role, |sheet| match &row.link {
                    Some((url, description)) if number == 0 => sheet.element(Role::Link, |sheet| {
                        sheet.pages.draw_lines(lines, place.start, top + ABOVE, place.width);
                        let area = sheet.pages.area(place.start, top, place.width, tall);
                        let target = LinkTarget::Url(url.clone());
                        sheet.pages.push(Mark::Link { area, target, description: description.clone() });
                    }),
                    _ => sheet.pages.draw_lines(lines, place.start, top + ABOVE, place.width),
                });
            }
        });
        self.pages.y += tall;
        self.pages.rule(self.pages.y - 0.6);
    }

    fn table_sums(&mut self, table: &Table) -> Vec<[Vec<Line>; 2]> {
        let (labels, values) = (MEASURE * 0.66 - INSET, MEASURE * 0.34 - 2.0 * INSET);
        let last = table.sums.len();
        (1..)
            .zip(&table.sums)
            .map(|(number, (label, value))| {
                let look = if number == last { BOLD } else { CELL };
                [
                    self.set.lines(label, look, labels, TextAlignment::End),
                    self.set.lines(value, look, values, TextAlignment::End),
                ]
            })
            .collect()
    }

    fn table_foot(&mut self, sums: &[[Vec<Line>; 2]], columns: usize) {
        let (labels, values) = (MEASURE * 0.66 - INSET, MEASURE * 0.34 - 2.0 * INSET);
        for (number, [label, value]) in (1..).zip(sums) {
            let (top, tall) = (self.pages.y, row_height(&[label.clone(), value.clone()]));
            if number == sums.len() {
                let area = self.pages.area(0.0, top, MEASURE, tall);
                self.pages.fill(area, self.palette.pale, 0.0);
            }
            self.element(Role::Row, |sheet| {
                sheet.pages.draw_as(Role::RowHeader, label, 0.0, top + ABOVE, labels);
                sheet.pages.draw_as(Role::Cell, value, MEASURE - values - INSET, top + ABOVE, values);
                // Every row has as many cells as the table has columns.
                (2..columns).for_each(|_| sheet.pages.draw_as(Role::Cell, &[], 0.0, top, 0.0));
            });
            self.pages.y += tall;
        }
    }
}

/// The height that a heading keeps for a table: all of a short one, so that no row stands alone on the next page.
pub fn table_begins(rows: usize) -> f32 {
    (60.0 + rows as f32 * 19.0).clamp(110.0, 240.0)
}

fn row_height(cells: &[Vec<Line>]) -> f32 {
    cells.iter().map(|lines| height(lines)).fold(0.0, f32::max) + 2.0 * ABOVE
}

/// Number columns are as wide as their longest value; the others share the rest by the length of their texts.
fn places(table: &Table) -> Vec<Placed> {
    let letters = |at: usize| {
        let cells = table.rows.iter().filter_map(|row| row.cells.get(at));
        cells.map(|text| longest_line(text)).max().unwrap_or(0)
    };
    // A title takes two lines at most, unless it has one long word.
    let title = |column: &TableColumn| {
        let word = column.title.split(' ').map(|word| word.chars().count()).max().unwrap_or(0);
        word.max(column.title.chars().count().div_ceil(2) + 1)
    };
    let wanted: Vec<f32> = (table.columns.iter().enumerate())
        .map(|(at, column)| {
            let letters = letters(at).max(title(column)).min(WIDEST);
            (letters as f32 * LETTER).max(NARROWEST - 2.0 * INSET) + 2.0 * INSET
        })
        .collect();
    let of = |numbers: bool| -> f32 {
        table.columns.iter().zip(&wanted).filter(|(column, _)| column.number == numbers).map(|(_, width)| width).sum()
    };
    // At most half the width is for numbers, however long they are.
    let numbers = of(true).min(MEASURE / 2.0);
    let (number_share, text_share) = (numbers / of(true).max(1.0), (MEASURE - numbers) / of(false).max(1.0));
    let mut start = 0.0;
    let mut placed = Vec::new();
    for (column, width) in table.columns.iter().zip(&wanted) {
        let width = width * if column.number { number_share } else { text_share };
        let align = if column.number { TextAlignment::End } else { TextAlignment::Start };
        placed.push(Placed { start: start + INSET, width: width - 2.0 * INSET, align });
        start += width;
    }
    placed
}

fn longest_line(text: &str) -> usize {
    text.lines().map(|line| line.chars().count()).max().unwrap_or(0)
}

fn cut(text: &str) -> String {
    let line: Vec<&str> = text.split_whitespace().collect();
    let line = line.join(" ");
    if line.chars().count() <= LONGEST {
        return line;
    }
    let kept: String = line.chars().take(LONGEST).collect();
    format!("{}…", kept.trim_end())
}
