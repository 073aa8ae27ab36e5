//! Files of the legacy app in both directions, without a database: reading genuine files, and writing files that the
//! legacy app can read.

mod old_app;
mod old_files;
mod old_store;
mod reader;
mod round_trip;
mod traps;
mod understood;
