//! Everything that needs more than one room: one binary, so that it links once.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod reports;
