//! History comes in, is proved, and can go back.

mod desk;
mod import;
mod import_corpus;
mod import_crash;
mod import_race;
mod media;
mod old;
mod sources;
