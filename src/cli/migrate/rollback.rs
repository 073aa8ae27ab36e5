//! `injaaz migrate rollback`: goes back one phase.

use super::command;
use super::{
    command::{actor, space, with_cause},
    phase::phase_text,
};
use crate::{
    cli::{
        database, output,
        progress::Progress,
        stop_signals::{Stopped, unless_stopped},
    },
    config::Config,
    domain::ids::ModuleSlug,
    migration::{
        legacy_store,
        phases::{self, BackPlan},
    },
};
use clap::Args;
use std::{pin::pin, time::Duration};
use tokio::time::sleep;

/// The interval of the progress display.
const LOOK_EVERY: Duration = Duration::from_millis(250);

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Rollback {
    #[arg(value_parser = command::module)]
    module: ModuleSlug,
    /// Only print what would be written, and whether there is space for it.
    #[arg(long, conflicts_with = "reason")]
    dry_run: bool,
    /// The reason, recorded with the change.
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Print one object: the state of the module afterwards, or the plan of a dry run.
    #[arg(long)]
    json: bool,
}

const EXAMPLES: &str = "\
Examples:
  injaaz migrate rollback civil --dry-run
  injaaz migrate rollback civil
  injaaz migrate rollback civil --reason \"reports look wrong\" --json

It goes back one phase, and returns once the legacy store has every submission that it needs. It can be stopped or killed:
a running server writes the remaining submissions.";

impl Rollback {
    pub fn run(self, config: Config, by: &str) -> anyhow::Result<()> {
        database::with(config, async |config, _| {
            let app = database::open_app(config).await?;
            let (actor, progress) = (actor(&app)?, Progress::new());
            if self.dry_run {
                let plan = phases::plan_back(&app, &actor, &self.module).await.map_err(with_cause)?;
                return if self.json { output::print_json(&plan) } else { output::print(&planned(&plan)) };
            }
            let mut going = pin!(phases::previous_phase(&app, &actor, by, &self.module, self.reason.as_deref()));
            let mut most = 0;
            let working = async {
                loop {
                    tokio::select! {
                        went = &mut going => break went,
                        () = sleep(LOOK_EVERY) => {
                            let waiting = legacy_store::waiting(&app, actor.organisation_id, self.module.as_str()).await;
                            let waiting = waiting.unwrap_or(most);
                            most = most.max(waiting);
                            progress.reached(most - waiting, most);
                        }
                    }
                }
            };
            let went = unless_stopped(working).await?;
            progress.end();
            let Some(went) = went else {
                let message = "Stopped. `injaaz migrate phase` shows whether the step was taken. If it was, a running server \
                            writes the submissions that the legacy store lacks; if not, start the roll back again.";
                return Err(Stopped(message.to_owned()).into());
            };
            let now = went.map_err(with_cause)?;
            if self.json { output::print_json(&now) } else { output::print(&phase_text(&now)) }
        })
    }
}

fn planned(plan: &BackPlan) -> String {
    let what = match plan.submissions {
        0 => "The legacy store lacks nothing, so nothing would be written".to_owned(),
        count => {
            format!("{count} submissions would be written to the legacy store, {}", space(plan.bytes, plan.free_bytes))
        }
    };
    let fits = if plan.fits() { "" } else { " This is not enough: free some space first." };
    format!("{}: from {} back to {}. {what}.{fits}\n", plan.module, plan.from, plan.to)
}
