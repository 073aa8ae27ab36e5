//! The importer: every record of an old store ends in exactly one state, however often it is run or killed.
//!
//! - `runs`: starting, watching and controlling runs, with `options` and `run_view`;
//! - `sources`: where records come from; `walk`: as a stream of batches;
//! - `record`, `classify`, `candidate`: what can be found out about a record without the database; `media`, `reports`
//!   and `fetch`: the files that belong to it;
//! - `ledger`, `save`: the ledger and the one transaction of a batch; `counters`, `findings`: what it came to;
//! - `pipeline`, `non_json_files`: one pass through a source; `throttle`: how fast;
//! - `run_lease`, `work`: a run that survives the process that works on it; `run_inline`: one in the caller's process;
//!   `single_record`, `overwrite`: a single record.

mod candidate;
mod classify;
mod counters;
mod fetch;
mod findings;
mod ledger;
mod media;
mod non_json_files;
mod options;
pub(super) mod overwrite;
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
pub use run_inline::{Done, import_now};
pub use run_view::RunView;
pub(super) use run_view::audit;
pub use runs::{begin, pause, resume, run, runs, stop, throttle};
pub use single_record::import_one;
pub(super) use single_record::{Again, again};
pub use work::{Ended, work};
