//! The migration: import, phases, verification, archive, and steps back.

mod archive;
mod dual;
mod flipped;
mod import;
mod import_corpus;
mod import_crash;
mod import_race;
mod ledger;
mod media;
pub mod migration_fixture;
pub mod old;
mod phase_crash;
mod phase_race;
mod phases;
mod reads;
mod rehearsal;
mod review_queue;
mod sources;
mod verify;
mod without;
