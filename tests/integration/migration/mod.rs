//! History comes in, is proved, and can go back.

mod archive;
mod desk;
mod flipped;
mod import;
mod import_corpus;
mod import_crash;
mod import_race;
mod ledger;
mod media;
pub(crate) mod old;
mod sources;
mod verify;
