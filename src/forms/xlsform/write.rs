//! A form as a spreadsheet in the XLSForm standard.
//!
//! What XLSForm has no column for is in columns whose names begin with `injaaz::`, so that nothing is lost when the file is
//! read again. Other programs leave these columns out.

use super::{
    cells::{Cells, cell},
    messages::SheetName,
    write_choices::ListWriter,
    write_question::{group, question},
    write_settings::{settings, totals},
};
use crate::{
    domain::{
        form::{FormDef, SectionBody},
        form_mistake::DefinitionErrors,
    },
    forms::parse::{Parsed, parse},
};
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};
use std::fmt;

/// Why a form could not be written as a spreadsheet; shown to operators only.
#[derive(Debug)]
pub enum NotWritten {
    /// The text is no form.
    NoForm(DefinitionErrors),
    NoSheet(XlsxError),
}

impl fmt::Display for NotWritten {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotWritten::NoForm(errors) => write!(f, "the form file has {} mistakes", errors.0.len()),
            NotWritten::NoSheet(error) => write!(f, "the form does not fit into a spreadsheet: {error}"),
        }
    }
}

impl std::error::Error for NotWritten {}

impl From<XlsxError> for NotWritten {
    fn from(error: XlsxError) -> NotWritten {
        NotWritten::NoSheet(error)
    }
}

/// The columns that stand first, in this order; the others follow as they come.
const FIRST: [&str; 23] = [
    "list_name",
    "form_title",
    "form_title::Arabic (ar)",
    "form_id",
    "version",
    "default_language",
    "type",
    "name",
    "label::English (en)",
    "label::Arabic (ar)",
    "hint::English (en)",
    "hint::Arabic (ar)",
    "required",
    "relevant",
    "repeat_count",
    "constraint",
    "constraint_message::English (en)",
    "constraint_message::Arabic (ar)",
    "calculation",
    "choice_filter",
    "default",
    "read_only",
    "appearance",
];

/// The spreadsheet of a form that is given as TOML.
pub fn write(source: &str) -> Result<Vec<u8>, NotWritten> {
    let Parsed { def, order } = parse(source, "").map_err(NotWritten::NoForm)?;
    // Modules without an order have the highest one.
    let order = (order < i64::from(i32::MAX)).then_some(order);
    let mut lists = ListWriter::new(&def);
    let survey = survey(&def, &mut lists);
    let mut workbook = Workbook::new();
    sheet(workbook.add_worksheet(), SheetName::Survey, &survey)?;
    sheet(workbook.add_worksheet(), SheetName::Choices, &lists.finish(&def))?;
    sheet(workbook.add_worksheet(), SheetName::Settings, &[settings(&def, order)])?;
    let totals = totals(&def);
    if !totals.is_empty() {
        sheet(workbook.add_worksheet(), SheetName::Totals, &totals)?;
    }
    Ok(workbook.save_to_buffer()?)
}

fn survey(def: &FormDef, lists: &mut ListWriter) -> Vec<Cells> {
    let mut rows = Vec::new();
    for section in &def.sections {
        let (fields, end) = match &section.body {
            SectionBody::Fields(fields) => (fields, "end_group"),
            SectionBody::Items(items) => (&items.fields, "end_repeat"),
        };
        rows.push(group(section));
        rows.extend(fields.iter().map(|field| question(field, fields, lists)));
        rows.push(vec![cell("type", end)]);
    }
    rows
}

fn sheet(sheet: &mut Worksheet, name: SheetName, rows: &[Cells]) -> Result<(), NotWritten> {
    sheet.set_name(name.as_str())?;
    let mut headings: Vec<&str> = Vec::new();
    for (heading, _) in rows.iter().flatten() {
        if !headings.contains(&heading.as_str()) {
            headings.push(heading);
        }
    }
    // Stable: the columns that are not in the list keep their order.
    headings.sort_by_key(|heading| FIRST.iter().position(|first| first == heading).unwrap_or(FIRST.len()));
    let bold = Format::new().set_bold();
    let wrapped = Format::new().set_text_wrap();
    for (column, heading) in (0..).zip(&headings) {
        sheet.write_string_with_format(0, column, *heading, &bold)?;
        let is_text = heading.contains("label") || heading.contains("hint") || heading.contains("title");
        sheet.set_column_width(column, if is_text { 32 } else { 18 })?;
    }
    sheet.set_freeze_panes(1, 0)?;
    for (number, row) in (1..).zip(rows) {
        for (heading, text) in row {
            let column = headings.iter().position(|known| known == heading).and_then(|at| u16::try_from(at).ok());
            if let Some(column) = column {
                sheet.write_string_with_format(number, column, text, &wrapped)?;
            }
        }
    }
    Ok(())
}
