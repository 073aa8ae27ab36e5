//! The report files, read back with independent programs.

mod document;
mod excel;
mod formats;
mod hard_coded;
mod jpeg;
pub mod pdf;
mod pictures;
pub mod sample;
mod signatures;
