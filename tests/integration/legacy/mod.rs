//! Old files, both ways, without a database: what is understood of the genuine ones, and what of ours the old app finds.

mod old_app;
mod old_files;
mod old_store;
mod reader;
mod round_trip;
mod traps;
mod understood;
