//! `/admin/migration`: the overview of the migration with its buttons, and the review queue.

pub mod archives;
pub mod imports;
pub mod modules;
pub mod notice;
pub mod overview;
pub mod proof;
pub mod record;
pub mod review_queue;
