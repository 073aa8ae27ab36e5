//! `/admin/migration`: the overview of the migration with its controls, and the review queue.

mod address_card;
pub mod addresses;
mod archive_row;
pub mod archives;
mod gate_texts;
pub mod imports;
mod job_row;
mod module_card;
pub mod modules;
mod names;
pub mod notice;
pub mod overview;
mod plans;
pub mod proof;
mod proof_view;
pub mod record;
mod record_row;
mod review_groups;
pub mod review_many;
pub mod review_queue;
mod run_card;
