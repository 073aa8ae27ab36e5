//! The report files, read back with independent programs.

mod document;
mod excel;
mod hard_coded;
mod pdf;
mod pictures;
pub mod sample;
mod signatures;
