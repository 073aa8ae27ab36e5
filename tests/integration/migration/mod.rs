//! History comes in, is proved, and can go back.

mod archive;
mod flipped;
mod ledger;
mod verify;
