//! `injaaz migrate import`: imports the records of a source.

use super::command;
use super::run_bar::{RunBar, progress};
use crate::{
    app::App,
    cli::{
        database, output,
        stop_signals::{Stopped, unless_stopped},
        terminal::{count, rate},
    },
    config::Config,
    domain::{
        lang::Lang,
        migration::{Counts, RecordKind, RunState, SourceKind},
    },
    i18n::Texts,
    migration::import::{self, FinishedRun, Options, RunOutcome, RunView},
    services::actor::Actor,
};
use anyhow::{Context, bail};
use clap::Args;
use serde_json::json;
use std::{
    path::{Path, PathBuf},
    time::Instant,
};

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Import {
    /// The legacy app's folder (with `submissions` and `jobs` in it), an export, or a database file. Default: the
    /// folder in INJAAZ_OLD_STORE.
    #[arg(value_name = "DIR")]
    place: Option<PathBuf>,
    /// Report what would be done, without changing anything.
    #[arg(long)]
    dry_run: bool,
    /// The maximum number of files per second.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    rate: Option<u32>,
    /// Fetch photos from other hosts, if INJAAZ_MEDIA_HOSTS allows them.
    #[arg(long)]
    fetch_media: bool,
    /// The mapping from documents of another store to submissions.
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// Print one JSON object at the end.
    #[arg(long)]
    json: bool,
}

const EXAMPLES: &str = "\
Examples:
  injaaz migrate import --dry-run
  injaaz migrate import /srv/old-app/generated --rate 200
  injaaz migrate import surveys.sqlite --mapping surveys.toml --json

An import can be stopped (Ctrl-C), killed and repeated safely: a record is never imported twice. Known records do not
count for the rate.";

impl Import {
    pub fn run(self, config: Config, by: &str) -> anyhow::Result<()> {
        database::with(config, async |config, _| {
            let app = database::open_app(config).await?;
            let actor = command::actor(&app)?;
            let options = options(&app, self.place, self.mapping, self.dry_run, self.rate, self.fetch_media)?;
            let (began, bar) = (Instant::now(), RunBar::new());
            let watch = |view: &_| bar.shows(view);
            let place = options.place.clone();
            let done = unless_stopped(import::import_now(&app, &actor, by, options, &watch)).await?;
            bar.end();
            let Some(done) = done else { return stopped(&app, &actor, by, &place, bar.last_view(), self.json).await };
            let done = done.map_err(command::with_cause)?;
            let seconds = began.elapsed().as_secs_f64();
            let printed =
                if self.json { output::print_json(&summary(&done.view, seconds)) } else { print(&done, seconds) };
            printed?;
            match done.ended {
                RunOutcome::Done => Ok(()),
                RunOutcome::Failed => bail!("{}", failure(done.view.error.as_deref())),
                RunOutcome::Paused | RunOutcome::Interrupted => {
                    bail!("The import was stopped. Start it again to continue.")
                }
            }
        })
    }
}

/// Ends the run after a signal, so that no server continues it, and says what was done.
async fn stopped(
    app: &App,
    actor: &Actor,
    by: &str,
    place: &Path,
    view: Option<RunView>,
    json: bool,
) -> anyhow::Result<()> {
    let again = format!("`injaaz migrate import {}` continues from here.", place.display());
    let Some(mut view) = view else {
        return Err(Stopped(format!("Stopped before anything was imported. {again}")).into());
    };
    if view.dry_run {
        return Err(Stopped("Stopped. A dry run changes nothing.".to_owned()).into());
    }
    import::stop_own(app, actor, by, &view.run_id).await.map_err(command::with_cause)?;
    view.state = RunState::Stopped;
    let (seen, done) = progress(&view);
    let imported = view.by_kind.values().map(|counts| counts.imported).sum();
    if json {
        output::print_json(&summary(&view, 0.0))?;
    }
    let printed = format!(
        "Stopped after {} of {} files; {} were imported in this run, and they stay. {again}",
        count(done),
        count(seen),
        count(imported),
    );
    Err(Stopped(printed).into())
}

fn failure(stored: Option<&str>) -> String {
    stored.map_or("The import failed.".to_owned(), |stored| Texts::of(Lang::EN).stored_problem(stored))
}

/// Determines the place, which is the legacy store if none is named, and the kind of a source from its path and the
/// presence of a mapping.
pub(super) fn options(
    app: &App,
    place: Option<PathBuf>,
    mapping: Option<PathBuf>,
    dry_run: bool,
    files_per_second: Option<u32>,
    fetch_media: bool,
) -> anyhow::Result<Options> {
    let place = place.or_else(|| app.old_store().map(Path::to_owned));
    let place = place.context("Name the folder of the legacy app, or set INJAAZ_OLD_STORE.")?;
    let place = place.canonicalize().with_context(|| format!("There is no file or folder at {}", place.display()))?;
    let mapping = mapping
        .map(|file| file.canonicalize().with_context(|| format!("There is no mapping at {}", file.display())))
        .transpose()?;
    let is_database = place.extension().is_some_and(|end| matches!(end.to_str(), Some("sqlite" | "sqlite3" | "db")));
    let kind = match () {
        () if place.is_dir() => SourceKind::Folder,
        () if is_database => SourceKind::Sqlite,
        () => SourceKind::Mongo,
    };
    if kind != SourceKind::Folder && mapping.is_none() {
        bail!(
            "{} is not a folder of the legacy app. Add a mapping with --mapping (see docs/mapping.md).",
            place.display()
        );
    }
    Ok(Options { kind, place, mapping, dry_run, files_per_second, fetch_media })
}

fn summary(view: &RunView, seconds: f64) -> serde_json::Value {
    let Counts { seen, imported, already_there, divergent, quarantined, pending } = view.counts;
    let files: u64 = view.by_kind.values().map(|counts| counts.seen).sum();
    let mut summary = json!({
        "seen": seen,
        "imported": imported,
        "already_there": already_there,
        "divergent": divergent,
        "quarantined": quarantined,
        "pending": pending,
        "by_kind": view.by_kind,
        "by_form": view.by_form,
        "run_id": view.run_id,
        "dry_run": view.dry_run,
        "state": view.state,
    });
    if let (Some(summary), true) = (summary.as_object_mut(), seconds > 0.0) {
        summary.insert("seconds".to_owned(), json!((seconds * 1000.0).round() / 1000.0));
        summary.insert("files_per_second".to_owned(), json!((files as f64 / seconds.max(0.001)).round()));
    }
    summary
}

fn print(done: &FinishedRun, seconds: f64) -> anyhow::Result<()> {
    let mut text = String::new();
    if done.view.dry_run {
        text.push_str("A dry run: nothing was changed. An import would do this:\n\n");
    }
    text.push_str(&command::counts_table(&done.view.by_kind, done.view.dry_run));
    text.push_str(&command::forms_table(&done.view.by_form, done.view.dry_run));
    let files: u64 = done.view.by_kind.values().map(|counts| counts.seen).sum();
    text.push_str(&format!(
        "\n{} files in {seconds:.1} s, {}.\n",
        count(files),
        rate(files as f64 / seconds.max(0.001))
    ));
    let waiting: u64 = done.view.by_kind.values().map(|counts| counts.divergent + counts.quarantined).sum();
    let pending: u64 = done.view.by_kind.get(&RecordKind::Submission).map_or(0, |counts| counts.pending);
    if pending > 0 {
        let again = import::SETTLED.whole_seconds();
        text.push_str(&format!(
            "{pending} are still being written by the legacy app: import again in {again} seconds to read them.\n"
        ));
    }
    if waiting > 0 {
        let would = if done.view.dry_run { "would need" } else { "need" };
        text.push_str(&format!(
            "{waiting} {would} a decision: see the page /admin/migration/review, or run `injaaz migrate review`.\n"
        ));
    }
    if !done.view.dry_run && waiting + pending == 0 {
        text.push_str("Nothing needs a decision. Next: `injaaz migrate verify`, then `injaaz migrate phase`.\n");
    }
    output::print(&text)
}
