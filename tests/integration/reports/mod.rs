//! What comes out of the `reports` room, read back with other people's programs.

mod excel;
mod pictures;
pub mod sample;
mod signatures;
