//! The downloaded reports, read with independent programs: calamine and poppler.

use super::answers::{Expected, ReportedValue};
use calamine::{Data, DataType, Range, Reader, Xlsx, open_workbook_from_rs};
use std::{collections::BTreeSet, io::Cursor, process::Command};
use time::{Duration, macros::date};

pub struct Workbook {
    sheets: Vec<(String, Range<Data>)>,
    /// Pictures in the file, each counted once.
    pub media: usize,
}

impl Workbook {
    pub fn read(bytes: &[u8]) -> Workbook {
        let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes.to_vec())).unwrap();
        Workbook { sheets: book.worksheets(), media: media(bytes) }
    }

    /// Asserts that an answer is next to its label on the first sheet.
    pub fn assert_fact(&self, fact: &Expected) {
        let rows = self.sheets[0].1.rows();
        let beside: Vec<&Data> = rows.filter(|row| is(&row[0], &fact.label)).map(|row| &row[1]).collect();
        assert!(beside.iter().any(|cell| tells(cell, &fact.told)), "{}: {:?} in {beside:?}", fact.label, fact.told);
    }

    /// Asserts that an answer is in the row of its item and the column of its label on the second sheet.
    pub fn assert_item(&self, row: usize, answer: &Expected) {
        let items = &self.sheets[1].1;
        let header: Vec<&Data> = items.rows().next().unwrap().iter().collect();
        // The currency of an amount is in the format of its cell.
        let label = answer.label.strip_suffix(" (AED)").unwrap_or(&answer.label);
        let column = header.iter().position(|cell| is(cell, label));
        let column = column.unwrap_or_else(|| panic!("{} is not in {header:?}", answer.label));
        let cell = items.get((row, column)).unwrap();
        assert!(tells(cell, &answer.told), "item {row}, {}: {:?} in {cell:?}", answer.label, answer.told);
    }

    pub fn rows_of_items(&self) -> usize {
        self.sheets[1].1.height() - 1
    }

    pub fn says(&self, text: &str) -> bool {
        let mut cells = self.sheets.iter().flat_map(|(_, sheet)| sheet.cells());
        cells.any(|(_, _, cell)| cell.as_string().is_some_and(|found| found.contains(text)))
    }
}

fn is(cell: &Data, text: &str) -> bool {
    matches!(cell, Data::String(found) if found == text)
}

/// Whether a cell has the right type and value.
fn tells(cell: &Data, told: &ReportedValue) -> bool {
    match (cell, told) {
        (Data::String(found), ReportedValue::Text(text)) => found == text,
        (Data::Float(found), ReportedValue::Number(number)) => found == number,
        (Data::Bool(found), ReportedValue::Yes) => *found,
        (Data::DateTime(serial), ReportedValue::Day(day)) => {
            date!(1899 - 12 - 30) + Duration::days(serial.as_f64() as i64) == *day
        }
        _ => false,
    }
}

/// File names such as `image12.jpeg` are uncompressed in a ZIP archive, each twice.
fn media(bytes: &[u8]) -> usize {
    let folder = b"xl/media/image";
    let starts = bytes.windows(folder.len()).enumerate().filter(|(_, window)| window == folder).map(|(at, _)| at);
    let number = |at: usize| bytes[at + folder.len()..].iter().take_while(|byte| byte.is_ascii_digit());
    starts.map(|at| number(at).collect::<Vec<_>>()).collect::<BTreeSet<_>>().len()
}

pub struct Pdf {
    /// Its text without white space, so that line breaks do not matter.
    words: String,
    pub text: String,
    pub pages: usize,
    /// Photos are JPEG, signatures are not.
    pub photos: usize,
    pub signatures: usize,
    /// Photos in portrait orientation.
    pub upright: usize,
}

impl Pdf {
    pub fn read(bytes: &[u8]) -> Pdf {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.pdf");
        std::fs::write(&path, bytes).unwrap();
        let ask = |program: &str, before: &[&str], after: &[&str]| {
            let output = Command::new(program).args(before).arg(&path).args(after).output().unwrap();
            // PDF/UA-1 wants `/Suspects false`; poppler knows the value as true only.
            let complaints = String::from_utf8_lossy(&output.stderr);
            let mut complaints = complaints.lines().filter(|line| !line.contains("Suspects object is wrong type"));
            assert!(
                output.status.success() && complaints.next().is_none(),
                "{}",
                String::from_utf8_lossy(&output.stderr)
            );
            String::from_utf8(output.stdout).unwrap()
        };
        let text = ask("pdftotext", &[], &["-"]);
        let info = ask("pdfinfo", &[], &[]);
        let pages = info.lines().find_map(|line| line.strip_prefix("Pages:")).unwrap().trim().parse().unwrap();
        let images = ask("pdfimages", &["-list"], &[]);
        let images: Vec<Vec<&str>> = images.lines().skip(2).map(|line| line.split_whitespace().collect()).collect();
        let count = |wanted: &dyn Fn(&[&str]) -> bool| images.iter().filter(|c| c[2] == "image" && wanted(c)).count();
        let number = |column: &str| -> u32 { column.parse().unwrap() };
        Pdf {
            words: words(&text),
            text,
            pages,
            photos: count(&|columns| columns[8] == "jpeg"),
            signatures: count(&|columns| columns[8] != "jpeg"),
            upright: count(&|columns| columns[8] == "jpeg" && number(columns[4]) > number(columns[3])),
        }
    }

    pub fn assert_says(&self, text: &str) {
        assert!(self.words.contains(&words(text)), "{text:?} is not in\n{}", self.text);
    }
}

/// The text without spaces, line breaks and direction marks.
fn words(text: &str) -> String {
    let mark = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}');
    text.chars().filter(|c| !c.is_whitespace() && !mark(*c)).collect()
}
