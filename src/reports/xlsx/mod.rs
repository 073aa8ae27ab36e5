//! Renders a report as an Excel workbook: a sheet for readers, a flat table for each repeating group, a photo sheet.
//!
//! User input is only written as string cells, so that it is never interpreted as a formula, a link or a number
//! (formula injection). The links of attached files are addresses of this program. Numbers, dates and times are typed
//! cells, so that columns can be sorted and summed. Equal documents give equal bytes: the only time in the file is the
//! submission time.

mod items;
mod photos;
mod report;
mod sheet;
mod style;
mod summary;
mod table;
mod text;

use crate::{
    domain::{
        report::{ReportBody, ReportDoc},
        time_zone::TimeZone,
    },
    i18n::Texts,
};
pub use table::{Table, table};

use anyhow::Context;
use report::Report;
use rust_xlsxwriter::{DocProperties, Workbook};
use style::Style;

/// Renders the workbook in the language of the document.
pub fn xlsx(doc: &ReportDoc) -> anyhow::Result<Vec<u8>> {
    xlsx_in(Texts::of(doc.lang), doc)
}

/// Renders the workbook with the given texts.
pub fn xlsx_in(texts: Texts, doc: &ReportDoc) -> anyhow::Result<Vec<u8>> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(doc)?);
    let style = Style::new(texts.direction(), doc.branding.accent);
    let report = Report::new(doc, &style, texts);
    let mut names = text::SheetNames::default();

    let first = workbook.add_worksheet();
    first.set_name(names.unique_name(texts.t("report-sheet")))?;
    summary::write(first, &report).context("the first sheet")?;
    for section in &doc.sections {
        if let ReportBody::Items(items) = &section.body {
            let name = names.unique_name(&section.title);
            let table = workbook.add_worksheet();
            table.set_name(&name)?;
            items::write(table, &report, items).with_context(|| format!("the sheet {name:?}"))?;
        }
    }
    if photos::any(doc) {
        let grid = workbook.add_worksheet();
        grid.set_name(names.unique_name(texts.t("report-photos")))?;
        photos::write(grid, &report).context("the sheet of photos")?;
    }
    Ok(workbook.save_to_buffer()?)
}

fn properties(doc: &ReportDoc) -> anyhow::Result<DocProperties> {
    let name = text::clean(&doc.site_name).into_owned();
    Ok(DocProperties::new()
        .set_title(format!("{} – {name}", doc.title))
        .set_subject(doc.reference.as_str())
        .set_author(&doc.organisation)
        .set_company(&doc.organisation)
        // The format of the file states it in UTC.
        .set_creation_datetime(&style::moment(TimeZone::UTC.at(doc.submitted_at)).context("the time of submission")?))
}
