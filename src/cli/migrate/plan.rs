//! `injaaz migrate plan`: a dry run, reported as a plan.

use super::command;
use super::run_bar::RunBar;
use crate::{
    app::App,
    cli::{
        database, output,
        stop_signals::{Stopped, unless_stopped},
    },
    config::Config,
    domain::migration::RecordKind,
    migration::import::{self, FinishedRun},
};
use clap::Args;
use serde_json::json;
use std::{
    collections::BTreeMap,
    path::PathBuf,
    time::{Duration, Instant},
};

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Plan {
    /// The legacy app's folder (with `submissions` and `jobs` in it), an export, or a database file. Default: the
    /// folder in INJAAZ_OLD_STORE.
    #[arg(value_name = "DIR")]
    place: Option<PathBuf>,
    /// The mapping from documents of another store to submissions.
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

const EXAMPLES: &str = "\
Examples:
  injaaz migrate plan
  injaaz migrate plan surveys.sqlite --mapping surveys.toml --json

It reads everything and changes nothing.";

/// The estimated duration of an import relative to its dry run. A cautious guess; the import itself reports its actual
/// rate.
const IMPORT_TAKES: f64 = 2.0;

impl Plan {
    pub fn run(self, config: Config, by: &str) -> anyhow::Result<()> {
        database::with(config, async |config, _| {
            let app = database::open_app(config).await?;
            let actor = command::actor(&app)?;
            let options = super::import::options(&app, self.place, self.mapping, true, None, false)?;
            let (began, bar) = (Instant::now(), RunBar::new());
            let watch = |view: &_| bar.shows(view);
            let planning = import::import_now(&app, &actor, by, options, &watch);
            let done = unless_stopped(planning).await?;
            bar.end();
            let Some(done) = done else { return Err(Stopped("Stopped. Nothing was changed.".to_owned()).into()) };
            let done = done.map_err(command::with_cause)?;
            let planned = PlanSummary::of(&app, done, began.elapsed());
            if self.json { output::print_json(&planned.json()) } else { output::print(&planned.text()) }
        })
    }
}

struct PlanSummary {
    done: FinishedRun,
    took: Duration,
    files: u64,
    /// The space in bytes that an import needs, and the free space.
    needs: u64,
    free: Option<u64>,
}

impl PlanSummary {
    fn of(app: &App, done: FinishedRun, took: Duration) -> PlanSummary {
        let files = done.view.by_kind.values().map(|counts| counts.seen).sum();
        // Estimate: each photo has two renditions, and each record is stored with its answers and search words.
        let needs = done.findings.media_bytes * 3 / 2 + done.findings.record_bytes * 4;
        PlanSummary { files, needs, free: app.files.free_bytes().ok(), done, took }
    }

    fn per_second(&self) -> f64 {
        self.files as f64 / self.took.as_secs_f64().max(0.001)
    }

    fn import_seconds(&self) -> f64 {
        self.took.as_secs_f64() * IMPORT_TAKES
    }

    fn json(&self) -> serde_json::Value {
        json!({
            "source": self.done.view.source,
            "counts": self.done.view.counts,
            "by_kind": self.done.view.by_kind,
            "by_form": self.done.view.by_form,
            "findings": self.done.findings,
            "files_per_second": self.per_second().round(),
            "import_seconds": self.import_seconds().ceil(),
            "needed_bytes": self.needs,
            "free_bytes": self.free,
        })
    }

    fn text(&self) -> String {
        let findings = &self.done.findings;
        let mut text = format!("{}\n\n{}", self.done.view.source, command::counts_table(&self.done.view.by_kind, true));
        text.push_str(&command::forms_table(&self.done.view.by_form, true));
        text.push_str("\nSubmissions by module and shape:\n");
        for (module, variants) in &findings.modules {
            let shapes = variants.iter().map(|(shape, n)| match shape.as_str() {
                "" => format!("{n} already known"),
                shape => format!("{n} of shape {shape}"),
            });
            text.push_str(&format!("  {module}: {}\n", shapes.collect::<Vec<_>>().join(", ")));
        }
        section(
            &mut text,
            "Photos on other hosts (not fetched unless you import with --fetch-media)",
            &findings.remote_hosts,
        );
        if findings.missing_media > 0 {
            text.push_str(&format!("\n{} photos or signatures are missing.\n", findings.missing_media));
        }
        for (kind, reasons) in &findings.quarantined {
            section(&mut text, &format!("These need a decision ({kind})"), reasons);
        }
        text.push_str(&format!(
            "\n{} files, read in {:.1} s. An import of all would take about {:.0} s and {} MB{}.\n",
            self.files,
            self.took.as_secs_f64(),
            self.import_seconds().ceil(),
            self.needs / 1_000_000 + 1,
            self.free.map_or(String::new(), |free| format!(", of {} MB free", free / 1_000_000)),
        ));
        if self.free.is_some_and(|free| free < self.needs) {
            text.push_str("This is not enough: free some space first.\n");
        }
        let waiting = self.done.view.by_kind.get(&RecordKind::Submission).map_or(0, |c| c.divergent + c.quarantined);
        if waiting > 0 {
            text.push_str(
                "Records that cannot be imported stay in place; decide on them before or after the import.\n",
            );
        }
        if self.is_all_in() {
            let next = if waiting > 0 { "injaaz migrate review" } else { "injaaz migrate verify" };
            text.push_str(&format!("Nothing is left to import. Next: `{next}`\n"));
        } else {
            text.push_str(&format!("Next: `injaaz migrate import {}`\n", self.done.view.source));
        }
        text
    }

    /// Whether an import would change nothing.
    fn is_all_in(&self) -> bool {
        self.done.view.by_kind.values().all(|counts| counts.imported + counts.pending == 0)
    }
}

fn section(text: &mut String, title: &str, rows: &BTreeMap<String, u64>) {
    if !rows.is_empty() {
        text.push_str(&format!("\n{title}:\n"));
        rows.iter().for_each(|(what, number)| text.push_str(&format!("  {number:>7}  {what}\n")));
    }
}
