//! Values to bytes: Excel, PDF, pictures. No database, no web, no paths.
//!
//! `pictures` judges what people send and makes its renditions; `build` makes a [`ReportDoc`] of a submission;
//! `xlsx` and `pdf` turn that document into files, which `name` gives a name that people can read. Equal documents
//! make equal bytes. A report that is made again is another document by the code that is printed on it.
//!
//! Every fixed text comes from `i18n`. `build_in`, `xlsx_in` and `pdf_in` take the texts as an argument; the functions
//! without `_in` take those of the language of the submission.

pub mod build;
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

/// Writes both files. Nothing but computing: call it where computing may take its time.
pub fn render(doc: &ReportDoc) -> anyhow::Result<Files> {
    Ok(Files { excel: xlsx::xlsx(doc)?, pdf: pdf::pdf(doc)? })
}
