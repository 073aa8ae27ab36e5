//! What comes out of the `reports` room, read back with other people's programs.

mod document;
mod excel;
mod hard_coded;
mod pdf;
mod pictures;
pub mod sample;
mod signatures;
