//! An import run as the page shows it, and the form that starts one.

use super::{names::count, notice::ControlError};
use crate::{
    domain::{
        lang::Lang,
        migration::{Counts, RecordKind, RunState, SourceKind, Stage},
        time_zone::TimeZone,
    },
    i18n::{Arg, Texts},
    migration::import::{RunView, SETTLED},
    web::view::{format::Moment, labels},
};

/// A run, as the page prints it.
pub struct RunCard {
    pub id: String,
    pub source: String,
    pub dry_run: bool,
    pub state: &'static str,
    pub css: &'static str,
    pub stage: &'static str,
    /// None while it is not known how many there are.
    pub percent: Option<u8>,
    /// The kind of file that the counts are of: that of the present stage, or submissions once the run is over.
    pub counts_of: &'static str,
    pub counts: [(&'static str, String, bool); 6],
    /// Why files are left in a run that has ended.
    pub unfinished: Option<String>,
    pub by_kind: Vec<(&'static str, [String; 6])>,
    pub rate: Option<String>,
    pub limit: Option<u32>,
    pub at_most: Option<String>,
    pub left: Option<String>,
    pub by: String,
    pub started: Moment,
    pub finished: Option<Moment>,
    pub error: Option<String>,
    pub pausable: bool,
    pub resumable: bool,
}

/// What was typed into the form that starts an import, and what is wrong with it.
pub struct StartForm {
    /// Its folder, if there is one: an empty place means this one.
    pub old_store: Option<String>,
    pub place: String,
    pub rate: String,
    pub mapping: String,
    pub dry_run: bool,
    pub fetch_media: bool,
    pub kinds: Vec<(&'static str, &'static str, bool)>,
    pub refused: Option<String>,
    pub rate_refused: Option<String>,
    pub mapping_refused: Option<String>,
}

impl RunCard {
    pub fn new(run: &RunView, lang: Lang, zone: TimeZone) -> RunCard {
        let texts = Texts::of(lang);
        let (seen, pending) =
            run.by_kind.values().fold((0, 0), |(seen, pending), c| (seen + c.seen, pending + c.pending));
        let counting = run.stage == Stage::Counting;
        let running = run.state == RunState::Running;
        let (counted, current) = match run.finished_at {
            None => run.current(),
            Some(_) => (RecordKind::Submission, run.counts),
        };
        RunCard {
            id: run.run_id.to_string(),
            source: run.source.clone(),
            dry_run: run.dry_run,
            state: labels::run_state(texts, run.state),
            css: match run.state {
                RunState::Running => "processing",
                RunState::Paused | RunState::Stopped => "pending",
                RunState::Done => "completed",
                RunState::Failed => "failed",
            },
            stage: labels::stage(texts, run.stage),
            percent: (!counting && seen > 0)
                .then(|| u8::try_from(seen.saturating_sub(pending) * 100 / seen).unwrap_or(100)),
            counts_of: labels::record_kind(texts, counted),
            counts: labelled(&current, run.dry_run, texts),
            unfinished: run.finished_at.filter(|_| run.counts.pending > 0 && run.state == RunState::Done).map(|at| {
                let again = texts.moment(zone.at(at + SETTLED)).text;
                texts.with(
                    "migration-import-unfinished",
                    &[("count", run.counts.pending.into()), ("time", again.into())],
                )
            }),
            by_kind: run
                .by_kind
                .iter()
                .map(|(kind, counts)| (labels::record_kind(texts, *kind), numbers(counts, texts)))
                .collect(),
            rate: (running && run.rate > 0.0)
                .then(|| texts.with("migration-import-per-second", &[("rate", format!("{:.0}", run.rate).into())])),
            limit: run.files_per_second,
            at_most: run
                .files_per_second
                .map(|limit| texts.with("migration-import-at-most", &[("limit", limit.into())])),
            left: run
                .time_left
                .filter(|_| running)
                .map(|seconds| texts.with("migration-import-time-left", &[("time", Arg::Seconds(seconds))])),
            by: run.started_by.clone(),
            started: Texts::of(lang).moment(zone.at(run.started_at)),
            finished: run.finished_at.map(|at| Texts::of(lang).moment(zone.at(at))),
            error: run.error.as_deref().map(|stored| texts.stored_problem(stored)),
            pausable: running,
            resumable: run.state == RunState::Paused,
        }
    }
}

fn numbers(counts: &Counts, texts: Texts) -> [String; 6] {
    let Counts { seen, imported, already_there, divergent, quarantined, pending } = *counts;
    [seen, imported, already_there, divergent, quarantined, pending].map(|value| count(texts, value))
}

/// Each with its label, and whether it needs attention.
fn labelled(counts: &Counts, dry_run: bool, texts: Texts) -> [(&'static str, String, bool); 6] {
    let [seen, imported, already_there, divergent, quarantined, pending] = numbers(counts, texts);
    [
        (texts.t("migration-import-seen"), seen, false),
        (texts.t(imported_label(dry_run)), imported, false),
        (texts.t("migration-import-already-there"), already_there, false),
        (texts.t("migration-import-divergent"), divergent, counts.divergent > 0),
        (texts.t("migration-import-quarantined"), quarantined, counts.quarantined > 0),
        (texts.t("migration-import-pending"), pending, false),
    ]
}

/// A dry run imports nothing.
fn imported_label(dry_run: bool) -> &'static str {
    if dry_run { "migration-import-would-be-imported" } else { "migration-import-imported" }
}

impl StartForm {
    pub fn new(old_store: Option<&str>, refusal: Option<&ControlError>, lang: Lang) -> StartForm {
        let texts = Texts::of(lang);
        let typed = |name| ControlError::typed(refusal, name);
        let kind = typed("kind");
        StartForm {
            old_store: old_store.map(str::to_owned),
            place: typed("place"),
            rate: typed("rate"),
            mapping: typed("mapping"),
            dry_run: !typed("dry_run").is_empty(),
            fetch_media: !typed("fetch_media").is_empty(),
            kinds: SourceKind::ALL
                .iter()
                .map(|k| (k.as_str(), labels::source_kind(texts, *k), k.as_str() == kind))
                .collect(),
            refused: ControlError::sentence_at(refusal, "f-place"),
            rate_refused: ControlError::sentence_at(refusal, "f-rate"),
            mapping_refused: ControlError::sentence_at(refusal, "f-mapping"),
        }
    }
}
