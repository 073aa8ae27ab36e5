//! History comes in, is proved, and can go back.

mod archive;
mod flipped;
mod ledger;
mod verify;
mod desk;
mod import;
mod import_corpus;
mod import_crash;
mod import_race;
mod old;
