//! Files that are no forms: one sentence each, without much memory or time.

use super::{
    super::{messages::Mistakes, read::MOST_BYTES},
    CHOICES, DAY, HEADINGS, SETTINGS, SITE, lines, read, workbook,
};
use rust_xlsxwriter::{Format, Workbook};
use std::io::{Cursor, Write};
use zip::{ZipWriter, write::SimpleFileOptions};

fn only_mistake(bytes: &[u8]) -> String {
    let Mistakes { mistakes, .. } = read(bytes, "form.xlsx").map(|converted| converted.toml).unwrap_err();
    assert_eq!(mistakes.len(), 1, "{mistakes:?}");
    lines(&mistakes).remove(0)
}

/// An archive with one part of this many zeros.
fn zipped(name: &str, content: &[u8]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    archive.start_file(name, SimpleFileOptions::default()).unwrap();
    archive.write_all(content).unwrap();
    archive.finish().unwrap().into_inner()
}

#[test]
fn what_is_no_workbook_is_refused() {
    let no_workbook = "the file is no Excel workbook (.xlsx); save the form as .xlsx";
    assert_eq!(only_mistake(b""), "the file is empty");
    assert_eq!(only_mistake(b"type,name,label\ntext,site,Site\n"), no_workbook);
    assert_eq!(only_mistake(b"PK\x03\x04 and nothing more"), no_workbook);
    assert_eq!(
        only_mistake(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        "the file is an old Excel file (.xls) or has a password; save it as .xlsx without a password"
    );
    assert!(only_mistake(&vec![b'x'; MOST_BYTES + 1]).starts_with("the file has 4096 kB, at most 4096 kB"));
    assert!(only_mistake(&zipped("a.txt", b"text")).starts_with("the file is no workbook that can be read"));
}

#[test]
fn a_bomb_is_refused_before_it_is_unpacked() {
    let too_large = "the file would take more than 8 MB when it is unpacked, which no form does";
    let bomb = zipped("xl/worksheets/sheet1.xml", &vec![b' '; 64 << 20]);
    assert!(bomb.len() < 1 << 20);
    assert_eq!(only_mistake(&bomb), too_large);
    // A directory that lies: it says 10 bytes, and 64 MB come out.
    let mut lies = bomb.clone();
    let size = u32::try_from(64 << 20).unwrap().to_le_bytes();
    let places: Vec<usize> = lies.windows(4).enumerate().filter(|(_, four)| *four == size).map(|(at, _)| at).collect();
    assert!(!places.is_empty());
    for at in places {
        lies[at..at + 4].copy_from_slice(&10u32.to_le_bytes());
    }
    let told = only_mistake(&lies);
    assert!(told == too_large || told.starts_with("the file is damaged"), "{told}");
}

#[test]
fn a_sheet_has_a_bounded_number_of_rows_and_a_cell_far_away_costs_nothing() {
    let book = |count: u32| {
        let rows: Vec<String> = (0..count).map(|n| format!("text|q{n}|Q|س")).collect();
        let rows: Vec<&str> = [HEADINGS, SITE, DAY].into_iter().chain(rows.iter().map(String::as_str)).collect();
        workbook(&[("survey", &rows), ("choices", CHOICES), ("settings", SETTINGS)])
    };
    assert_eq!(
        only_mistake(&book(100_000)),
        "the file would take more than 8 MB when it is unpacked, which no form does"
    );
    let Mistakes { mistakes, .. } = read(&book(20_000), "form.xlsx").map(|converted| converted.toml).unwrap_err();
    assert_eq!(
        lines(&mistakes),
        [
            "survey: the form has 1999 questions, at most 300 are allowed",
            "survey, row 2001: the sheet has more than 2000 rows; a form has at most 300 questions",
        ]
    );
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("survey").unwrap();
    sheet.write_string(0, 0, "type").unwrap();
    sheet.write_string(0, 1, "name").unwrap();
    sheet.write_string(1_048_575, 16_383, "far").unwrap();
    assert_eq!(
        lines(&read(&book.save_to_buffer().unwrap(), "form.xlsx").unwrap_err().mistakes)[0],
        "settings: write the sheet settings with the columns form_title, form_id and version, and their values in row 2"
    );
}

#[test]
fn formulas_merged_cells_and_errors_are_told_at_their_cells() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("survey").unwrap();
    for (row, line) in (0..).zip([HEADINGS, SITE, DAY]) {
        for (column, text) in (0..).zip(line.split('|')) {
            sheet.write_string(row, column, text).unwrap();
        }
    }
    sheet.write_formula(3, 1, "=LOWER(\"A\")").unwrap();
    sheet.write_string(3, 0, "text").unwrap();
    sheet.merge_range(3, 2, 3, 3, "Merged", &Format::new()).unwrap();
    for (name, rows) in [("choices", CHOICES), ("settings", SETTINGS)] {
        let sheet = book.add_worksheet();
        sheet.set_name(name).unwrap();
        for (row, line) in (0..).zip(rows) {
            for (column, text) in (0..).zip(line.split('|')) {
                sheet.write_string(row, column, text).unwrap();
            }
        }
    }
    let found = read(&book.save_to_buffer().unwrap(), "form.xlsx").unwrap_err();
    let lines = lines(&found.mistakes);
    for part in [
        "survey, row 4, column B (name): the cell has a formula; copy it and paste only its value",
        "survey, row 4, column C (label::English (en)): the cells C4 to D4 are merged; split them and write each value in its own cell",
    ] {
        assert!(lines.iter().any(|line| line == part), "{part} in {lines:#?}");
    }
}

/// The one text of a file can be in each of its cells.
#[test]
fn a_text_that_is_in_many_cells_does_not_fill_the_memory() {
    let long = "x".repeat(30_000);
    let rows: Vec<String> = (0..400).map(|n| format!("text|q{n}|{long}|{long}")).collect();
    let rows: Vec<&str> = [HEADINGS].into_iter().chain(rows.iter().map(String::as_str)).collect();
    let told = only_mistake(&workbook(&[("survey", &rows), ("settings", SETTINGS)]));
    assert_eq!(told, "the sheets have more than 4 MB of texts, which no form has");
}
