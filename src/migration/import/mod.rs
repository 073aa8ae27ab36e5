//! The importer: every record of a legacy store ends in exactly one state, however often a run is repeated or killed.
//!
//! - `runs`: starting, watching and controlling runs, with `options` and `run_view`;
//! - `sources`: where records come from; `walk`: records as a stream of batches;
//! - `batch_reader`, `record`, `classify`, `candidate`: the part that needs no transaction; `media`, `media_content`,
//!   `reports` and `fetch`: the files of a record;
//! - `ledger`, `save`, `insert`, `compare`: the ledger and the transaction of a batch; `counters`, `findings`: the
//!   results;
//! - `pass`, `pipeline`, `non_json_files`: one pass through a source; `throttle`: its speed;
//! - `run_lease`, `work`: a run that outlives a worker process; `run_inline`: a run in the caller's process;
//! - `single_record`, `overwrite`: a single record.

mod batch_reader;
mod candidate;
mod classify;
mod compare;
mod counters;
mod fetch;
mod findings;
mod insert;
mod ledger;
mod media;
mod media_content;
mod non_json_files;
mod options;
pub(super) mod overwrite;
mod pass;
mod pipeline;
mod record;
mod reports;
mod run_inline;
mod run_lease;
mod run_view;
mod runs;
mod save;
mod single_record;
pub(super) mod sources;
mod throttle;
mod walk;
mod work;

pub use findings::Findings;
pub use options::Options;
pub(super) use overwrite::understand;
pub use record::SETTLED;
pub use run_inline::{FinishedRun, import_now};
pub use run_view::RunView;
pub(super) use run_view::audit;
pub use runs::{begin, pause, resume, run, runs, stop, stop_own, throttle};
pub use single_record::import_one;
pub(super) use single_record::{ReimportOutcome, reimport};
pub use work::{RunOutcome, work};
