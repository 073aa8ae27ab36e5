//! Reports and pictures as bytes: Excel, PDF, renditions. No database, no web, no paths.
//!
//! `pictures` validates uploads and makes their renditions; `build` makes a [`ReportDoc`] from a submission; `xlsx` and
//! `pdf` turn the document into files; `further_fonts` finds letters that the embedded fonts lack; `name` makes the
//! download name. Equal documents give equal bytes; a report that is generated again differs, because it has a new
//! verification code.
//!
//! All fixed texts come from `i18n`. `build_in`, `xlsx_in` and `pdf_in` take the texts as an argument; the functions
//! without `_in` use the language of the submission.

pub mod build;
pub mod further_fonts;
pub mod letters;
pub mod name;
pub mod pdf;
pub mod pictures;
mod show;
pub mod xlsx;

use crate::domain::report::ReportDoc;

/// Both files of a report.
pub struct Files {
    pub excel: Vec<u8>,
    pub pdf: Vec<u8>,
}

/// Renders both files. CPU-bound: call it on a blocking thread.
pub fn render(doc: &ReportDoc) -> anyhow::Result<Files> {
    Ok(Files { excel: xlsx::xlsx(doc)?, pdf: pdf::pdf(doc)? })
}
