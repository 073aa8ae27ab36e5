//! Old files, both ways, without a database: what is understood of the genuine ones, and what of ours the old app finds.

mod old_store;
mod traps;
mod understood;
