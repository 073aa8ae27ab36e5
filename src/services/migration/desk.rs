//! Where people decide: quarantined records get a module or are set aside, divergent ones are settled.

use crate::{
    app::App,
    domain::{
        ids::{ModuleSlug, SubmissionId},
        migration::{Decision, RecordKind, RecordState},
        problem::Problem,
    },
    services::caller::Caller,
};
use time::OffsetDateTime;

/// A record that waits for a decision, or had one.
#[derive(Clone, Debug, serde::Serialize)]
pub struct DeskRow {
    /// Of the record, for the address of its page.
    pub id: i64,
    pub source: String,
    pub name: String,
    pub kind: RecordKind,
    pub state: RecordState,
    /// The word of `legacy::Why`, or `divergent`.
    pub reason: String,
    pub detail: String,
    pub module: Option<ModuleSlug>,
    pub size: i64,
    #[serde(with = "time::serde::rfc3339::option")]
    pub modified_at: Option<OffsetDateTime>,
    pub decision: Option<Decision>,
    pub decided_by: Option<String>,
    pub note: Option<String>,
}

/// The same with what stands in the file, and how it differs from what the database has.
#[derive(Clone, Debug)]
pub struct DeskRecord {
    pub row: DeskRow,
    /// At most the first 64 kB.
    pub raw: Vec<u8>,
    pub is_cut: bool,
    /// The submission that the database has under the same id.
    pub submission: Option<SubmissionId>,
    pub differences: Vec<Difference>,
}

/// An answer that reads differently in the two stores.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Difference {
    /// `items.0.asset`.
    pub path: String,
    pub database: Option<String>,
    pub file: Option<String>,
}

/// Records of one state without a decision, 50 at a time, by id.
pub async fn waiting(_app: &App, _caller: &Caller, _state: RecordState, _after: i64) -> Result<Vec<DeskRow>, Problem> {
    unimplemented!()
}

/// Records that were decided, newest first, at most 50.
pub async fn decided(_app: &App, _caller: &Caller) -> Result<Vec<DeskRow>, Problem> {
    unimplemented!()
}

pub async fn record(_app: &App, _caller: &Caller, _id: i64) -> Result<DeskRecord, Problem> {
    unimplemented!()
}

/// Gives a quarantined record its module and imports it at once; answers the state that it is in then.
pub async fn assign(
    _app: &App,
    _caller: &Caller,
    _by: &str,
    _id: i64,
    _module: &ModuleSlug,
) -> Result<RecordState, Problem> {
    unimplemented!()
}

/// Reads the file again, which somebody may have mended.
pub async fn retry(_app: &App, _caller: &Caller, _by: &str, _id: i64) -> Result<RecordState, Problem> {
    unimplemented!()
}

/// Not wanted, with the reason.
pub async fn set_aside(_app: &App, _caller: &Caller, _by: &str, _id: i64, _note: &str) -> Result<(), Problem> {
    unimplemented!()
}

/// Settles a divergence: the database's answers stay, or the file's replace them.
pub async fn settle(
    _app: &App,
    _caller: &Caller,
    _by: &str,
    _id: i64,
    _decision: Decision,
    _note: &str,
) -> Result<(), Problem> {
    unimplemented!()
}
