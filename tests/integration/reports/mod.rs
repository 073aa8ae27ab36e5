//! The report files, read back with independent programs.

mod document;
mod excel;
mod formats;
mod hard_coded;
mod jpeg;
mod layout;
pub mod pdf;
mod pictures;
pub mod sample;
mod signatures;
mod structure;
mod totals;
