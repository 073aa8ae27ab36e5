//! `/admin/migration`: the overview of the migration with its controls, and the review queue.

mod archive_row;
pub mod archives;
mod gate_texts;
pub mod imports;
mod module_card;
pub mod modules;
mod names;
pub mod notice;
pub mod overview;
pub mod proof;
mod proof_view;
pub mod record;
pub mod review_queue;
mod run_card;
