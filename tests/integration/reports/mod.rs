//! What comes out of the `reports` room, read back with other people's programs.

mod pictures;
mod signatures;
