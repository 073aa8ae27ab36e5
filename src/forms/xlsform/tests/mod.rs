//! Tests of the conversion: forms out and in again, every mistake at its cell, and files that are no forms.

mod bad_files;
mod mistakes;
mod nesting;
mod properties;
mod round_trip;
mod shapes;

use super::{
    messages::Mistakes,
    read::{Converted, read},
};
use crate::{
    domain::{form_mistake::SheetMessage, lang::Lang},
    i18n::Texts,
};
use rust_xlsxwriter::Workbook;

/// A sheet as its name and its rows, the headings first; cells are separated by `|`.
type Sheet<'a> = (&'a str, &'a [&'a str]);

/// The bytes of a workbook.
fn workbook(sheets: &[Sheet]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    for (name, rows) in sheets {
        let sheet = workbook.add_worksheet();
        sheet.set_name(*name).unwrap();
        for (row, line) in (0..).zip(*rows) {
            for (column, text) in (0..).zip(line.split('|')) {
                if !text.trim().is_empty() {
                    sheet.write_string(row, column, text.trim()).unwrap();
                }
            }
        }
    }
    workbook.save_to_buffer().unwrap()
}

const SETTINGS: &[&str] = &[
    "form_title|form_title::Arabic (ar)|form_id|version|default_language|injaaz::short::English (en)|injaaz::short::Arabic (ar)|injaaz::about::English (en)|injaaz::about::Arabic (ar)|injaaz::site_field|injaaz::date_field",
    "Pool round|جولة المسبح|pool_round|3|English (en)|Pool|المسبح|A round.|جولة.|site|day",
];

const CHOICES: &[&str] =
    &["list_name|name|label::English (en)|label::Arabic (ar)", "yes_no|yes|Yes|نعم", "yes_no|no|No|لا"];

/// The headings of a survey, and the two questions that every form has.
const HEADINGS: &str = "type|name|label::English (en)|label::Arabic (ar)|required|relevant|constraint|calculation|choice_filter|default|read_only|appearance|parameters|injaaz::min|injaaz::max";
const SITE: &str = "text|site|Site|الموقع|yes";
const DAY: &str = "date|day|Day|اليوم|yes";

/// A form of these rows below the two questions.
fn survey(rows: &[&str]) -> Result<Converted, Mistakes> {
    let rows: Vec<&str> = [HEADINGS, SITE, DAY].into_iter().chain(rows.iter().copied()).collect();
    read(&workbook(&[("survey", &rows), ("choices", CHOICES), ("settings", SETTINGS)]), "pool.xlsx")
}

/// Mistakes or notices as an operator reads them.
fn lines(found: &[SheetMessage]) -> Vec<String> {
    found.iter().map(|found| Texts::of(Lang::EN).sheet_message(found)).collect()
}

/// The mistakes as lines.
fn mistakes(found: Result<Converted, Mistakes>) -> Vec<String> {
    match found {
        Ok(converted) => panic!("no mistakes in\n{}", converted.toml),
        Err(found) => lines(&found.mistakes),
    }
}

/// A form that must be right.
#[track_caller]
fn right(found: Result<Converted, Mistakes>) -> Converted {
    found.unwrap_or_else(|found| panic!("{}", lines(&found.mistakes).join("\n")))
}
