//! Values to bytes: Excel, PDF, pictures. No database, no web, no paths.
//!
//! `pictures` judges what people send and makes its renditions; `build` makes a [`ReportDoc`] of a submission;
//! `xlsx` and `pdf` turn that document into files, which `name` gives a name that people can read. Equal documents
//! make equal bytes, so a report that is made again after a crash has the same hash.
//!
//! [`ReportDoc`]: crate::domain::report::ReportDoc

pub mod build;
pub mod name;
pub mod pictures;
mod show;
mod words;
pub mod xlsx;
