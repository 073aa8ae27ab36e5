//! Imports on the console: the form that starts one, the card that shows one, and its buttons.

use super::{
    super::Operator,
    modules::count,
    notice::{Done, Refusal, at_control, refuse},
    overview::{ADDRESS, ConsoleResponse, again},
};
use crate::{
    domain::{
        ids::RunId,
        lang::Lang,
        migration::{Counts, RunState, SourceKind, Stage},
        problem::{Problem, Resource},
    },
    migration::import::{self, Options, RunView},
    web::{
        body::Form,
        context::{AppState, IdParam},
        error::Failed,
        view::{
            format::{self, Moment},
            words::{Words, migration::Migration},
        },
    },
};
use rocket::{FromForm, post};
use std::path::PathBuf;

/// Faster than any disk: more is a slip of the finger.
const MOST_FILES_A_SECOND: u32 = 100_000;

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
    pub counts: [(&'static str, String, bool); 6],
    pub by_kind: Vec<(&'static str, [String; 6])>,
    pub rate: Option<String>,
    pub limit: Option<u32>,
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
    pub old_store: String,
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
    pub fn new(run: &RunView, lang: Lang) -> RunCard {
        let words = &Words::of(lang).migration;
        let (seen, pending) =
            run.by_kind.values().fold((0, 0), |(seen, pending), c| (seen + c.seen, pending + c.pending));
        let counting = run.stage == Stage::Counting;
        let running = run.state == RunState::Running;
        RunCard {
            id: run.run_id.to_string(),
            source: run.source.clone(),
            dry_run: run.dry_run,
            state: words.run_state(run.state),
            css: match run.state {
                RunState::Running => "processing",
                RunState::Paused | RunState::Stopped => "pending",
                RunState::Done => "completed",
                RunState::Failed => "failed",
            },
            stage: words.stage(run.stage),
            percent: (!counting && seen > 0)
                .then(|| u8::try_from(seen.saturating_sub(pending) * 100 / seen).unwrap_or(100)),
            counts: labelled(&run.counts, words),
            by_kind: run.by_kind.iter().map(|(kind, counts)| (words.record_kind(*kind), numbers(counts))).collect(),
            rate: (running && run.rate > 0.0).then(|| format!("{:.0}", run.rate)),
            limit: run.files_per_second,
            left: run.time_left.filter(|_| running).map(|seconds| format::duration(seconds, lang)),
            by: run.started_by.clone(),
            started: format::moment(run.started_at, lang),
            finished: run.finished_at.map(|at| format::moment(at, lang)),
            error: run.error.clone(),
            pausable: running,
            resumable: run.state == RunState::Paused,
        }
    }
}

fn numbers(counts: &Counts) -> [String; 6] {
    let Counts { seen, imported, already_there, divergent, quarantined, pending } = *counts;
    [seen, imported, already_there, divergent, quarantined, pending].map(count)
}

/// Each with its label, and whether somebody has to look at it.
fn labelled(counts: &Counts, words: &Migration) -> [(&'static str, String, bool); 6] {
    let [seen, imported, already_there, divergent, quarantined, pending] = numbers(counts);
    let words = &words.import;
    [
        (words.seen, seen, false),
        (words.imported, imported, false),
        (words.already_there, already_there, false),
        (words.divergent, divergent, counts.divergent > 0),
        (words.quarantined, quarantined, counts.quarantined > 0),
        (words.pending, pending, false),
    ]
}

impl StartForm {
    pub fn new(old_store: &str, refusal: Option<&Refusal>, lang: Lang) -> StartForm {
        let words = &Words::of(lang).migration;
        let typed = |name| Refusal::typed(refusal, name);
        let kind = typed("kind");
        StartForm {
            old_store: old_store.to_owned(),
            place: typed("place"),
            rate: typed("rate"),
            mapping: typed("mapping"),
            dry_run: !typed("dry_run").is_empty(),
            fetch_media: !typed("fetch_media").is_empty(),
            kinds: SourceKind::ALL.iter().map(|k| (k.as_str(), words.source_kind(*k), k.as_str() == kind)).collect(),
            refused: Refusal::sentence_at(refusal, "f-place"),
            rate_refused: Refusal::sentence_at(refusal, "f-rate"),
            mapping_refused: Refusal::sentence_at(refusal, "f-mapping"),
        }
    }
}

/// A field of the form, and what is wrong with it.
type Complaint = (&'static str, fn(&Migration) -> &'static str);

#[derive(FromForm)]
pub struct ImportForm<'r> {
    #[field(default = "")]
    place: &'r str,
    #[field(default = "folder")]
    kind: &'r str,
    #[field(default = "")]
    mapping: &'r str,
    #[field(default = "")]
    rate: &'r str,
    #[field(default = "")]
    dry_run: &'r str,
    #[field(default = "")]
    fetch_media: &'r str,
}

impl ImportForm<'_> {
    fn options(&self, old_store: &std::path::Path) -> Result<Options, Complaint> {
        let kind = SourceKind::parse(self.kind).unwrap_or(SourceKind::Folder);
        let path = |text: &str| Some(text.trim()).filter(|text| !text.is_empty()).map(PathBuf::from);
        let mapping = path(self.mapping);
        if kind != SourceKind::Folder && mapping.is_none() {
            return Err(("f-mapping", |words| words.refused.no_mapping));
        }
        Ok(Options {
            kind,
            place: path(self.place).unwrap_or_else(|| old_store.to_owned()),
            mapping,
            dry_run: !self.dry_run.is_empty(),
            files_per_second: rate(self.rate).map_err(|()| ("f-rate", RATE))?,
            fetch_media: !self.fetch_media.is_empty(),
        })
    }

    fn typed(&self) -> Vec<(&'static str, String)> {
        let typed = [
            ("place", self.place),
            ("kind", self.kind),
            ("mapping", self.mapping),
            ("rate", self.rate),
            ("dry_run", self.dry_run),
            ("fetch_media", self.fetch_media),
        ];
        typed.map(|(name, text)| (name, text.to_owned())).into()
    }
}

const RATE: fn(&Migration) -> &'static str = |words| words.refused.rate;

/// Files a second; nothing means no limit.
fn rate(text: &str) -> Result<Option<u32>, ()> {
    match text.trim() {
        "" => Ok(None),
        text => match text.parse() {
            Ok(rate @ 1..=MOST_FILES_A_SECOND) => Ok(Some(rate)),
            _ => Err(()),
        },
    }
}

/// "Start the import".
#[post("/admin/migration/imports", data = "<wanted>")]
pub async fn start(
    app: &AppState,
    operator: Operator,
    wanted: Form<ImportForm<'_>>,
) -> Result<ConsoleResponse, Failed> {
    let (status, refusal) = match wanted.options(&app.config.old_store) {
        Ok(options) => match import::begin(app, &operator.context.actor, &operator.by, options).await {
            Ok(_) => return Ok(Done::ImportBegun.at(ADDRESS, "now").into()),
            Err(Problem::NotFound(Resource::Source)) => refuse(&operator, "f-place", |words| words.refused.no_folder),
            Err(problem) => at_control(problem, &operator, "f-place")?,
        },
        Err((at, sentence)) => refuse(&operator, at, sentence),
    };
    again(app, &operator, (status, Refusal { typed: wanted.typed(), ..refusal })).await
}

#[post("/admin/migration/imports/<id>/pause")]
pub async fn pause(app: &AppState, operator: Operator, id: IdParam<RunId>) -> Result<ConsoleResponse, Failed> {
    let paused = import::pause(app, &operator.context.actor, &operator.by, &id.0).await;
    answer(app, &operator, &id.0, paused, Done::Paused).await
}

#[post("/admin/migration/imports/<id>/resume")]
pub async fn resume(app: &AppState, operator: Operator, id: IdParam<RunId>) -> Result<ConsoleResponse, Failed> {
    let resumed = import::resume(app, &operator.context.actor, &operator.by, &id.0).await;
    answer(app, &operator, &id.0, resumed, Done::Resumed).await
}

#[post("/admin/migration/imports/<id>/stop")]
pub async fn stop(app: &AppState, operator: Operator, id: IdParam<RunId>) -> Result<ConsoleResponse, Failed> {
    let stopped = import::stop(app, &operator.context.actor, &operator.by, &id.0).await;
    answer(app, &operator, &id.0, stopped, Done::Stopped).await
}

#[derive(FromForm)]
pub struct Speed<'r> {
    #[field(default = "")]
    rate: &'r str,
}

#[post("/admin/migration/imports/<id>/throttle", data = "<speed>")]
pub async fn throttle(
    app: &AppState,
    operator: Operator,
    id: IdParam<RunId>,
    speed: Form<Speed<'_>>,
) -> Result<ConsoleResponse, Failed> {
    let Ok(files) = rate(speed.rate) else {
        return again(app, &operator, refuse(&operator, &id.0.to_string(), RATE)).await;
    };
    let throttled = import::throttle(app, &operator.context.actor, &id.0, files).await;
    answer(app, &operator, &id.0, throttled, Done::Throttled).await
}

async fn answer(
    app: &AppState,
    operator: &Operator,
    id: &RunId,
    result: Result<(), Problem>,
    done: Done,
) -> Result<ConsoleResponse, Failed> {
    match result {
        Ok(()) => Ok(done.at(ADDRESS, "now").into()),
        Err(problem) => again(app, operator, at_control(problem, operator, id.as_str())?).await,
    }
}

#[cfg(test)]
mod tests {
    use super::rate;

    #[test]
    fn a_speed_is_a_whole_number_or_nothing() {
        assert_eq!(rate(" "), Ok(None));
        assert_eq!(rate(" 250 "), Ok(Some(250)));
        for bad in ["0", "-1", "1.5", "100001", "99999999999999999999", "fast"] {
            assert_eq!(rate(bad), Err(()), "{bad}");
        }
    }
}
