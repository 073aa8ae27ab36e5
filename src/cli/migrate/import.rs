//! `injaaz migrate import`: imports the records of a source.

use super::command;
use super::command::BY;
use super::run_bar::RunBar;
use crate::{
    cli::{database, output},
    config::Config,
    domain::{
        lang::Lang,
        migration::{Counts, RecordKind, SourceKind},
    },
    i18n::Texts,
    migration::import::{self, Done, Ended, Options},
};
use anyhow::{Context, bail};
use clap::Args;
use serde_json::json;
use std::{path::PathBuf, time::Instant};

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Import {
    /// The old app's folder (with `submissions` and `jobs` in it), an export, or a database file.
    #[arg(value_name = "DIR")]
    place: PathBuf,
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
  injaaz migrate import /srv/old-app/generated --dry-run
  injaaz migrate import /srv/old-app/generated --rate 200
  injaaz migrate import surveys.sqlite --mapping surveys.toml --json

An import can be stopped, killed and repeated safely: a record is never imported twice.";

impl Import {
    pub fn run(self, config: Config) -> anyhow::Result<()> {
        database::with(config, async |config, _| {
            let app = database::open_app(config).await?;
            let actor = command::actor(&app)?;
            let options = options(self.place, self.mapping, self.dry_run, self.rate, self.fetch_media)?;
            let (began, bar) = (Instant::now(), RunBar::new());
            let watch = |view: &_| bar.shows(view);
            let done = import::import_now(&app, &actor, BY, options, &watch).await.map_err(command::said)?;
            bar.end();
            let seconds = began.elapsed().as_secs_f64();
            let said = if self.json { output::print_json(&summary(&done, seconds)) } else { print(&done, seconds) };
            said?;
            match done.ended {
                Ended::Done => Ok(()),
                Ended::Failed => bail!("{}", failure(done.view.error.as_deref())),
                Ended::Paused | Ended::Left => bail!("The import was stopped. Start it again to continue."),
            }
        })
    }
}

fn failure(stored: Option<&str>) -> String {
    stored.map_or("The import failed.".to_owned(), |stored| Texts::of(Lang::EN).stored_problem(stored))
}

/// Determines the kind of a source from its path and the presence of a mapping.
pub(super) fn options(
    place: PathBuf,
    mapping: Option<PathBuf>,
    dry_run: bool,
    files_per_second: Option<u32>,
    fetch_media: bool,
) -> anyhow::Result<Options> {
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
            "{} is not a folder of the old app. Add a mapping with --mapping (see docs/mapping.md).",
            place.display()
        );
    }
    Ok(Options { kind, place, mapping, dry_run, files_per_second, fetch_media })
}

fn summary(done: &Done, seconds: f64) -> serde_json::Value {
    let Counts { seen, imported, already_there, divergent, quarantined, pending } = done.view.counts;
    let files: u64 = done.view.by_kind.values().map(|counts| counts.seen).sum();
    json!({
        "seen": seen,
        "imported": imported,
        "already_there": already_there,
        "divergent": divergent,
        "quarantined": quarantined,
        "pending": pending,
        "by_kind": done.view.by_kind,
        "run_id": done.view.run_id,
        "dry_run": done.view.dry_run,
        "state": done.view.state,
        "seconds": (seconds * 1000.0).round() / 1000.0,
        "files_per_second": (files as f64 / seconds.max(0.001)).round(),
    })
}

fn print(done: &Done, seconds: f64) -> anyhow::Result<()> {
    let mut text = String::new();
    if done.view.dry_run {
        text.push_str("A dry run: nothing was changed. An import would do this:\n\n");
    }
    text.push_str(&command::counts_table(&done.view.by_kind));
    let files: u64 = done.view.by_kind.values().map(|counts| counts.seen).sum();
    text.push_str(&format!(
        "\n{files} files in {seconds:.1} s, {:.0} per second.\n",
        files as f64 / seconds.max(0.001)
    ));
    let waiting: u64 = done.view.by_kind.values().map(|counts| counts.divergent + counts.quarantined).sum();
    let pending: u64 = done.view.by_kind.get(&RecordKind::Submission).map_or(0, |counts| counts.pending);
    if pending > 0 {
        text.push_str(&format!("{pending} are still being written: import again in a minute.\n"));
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
