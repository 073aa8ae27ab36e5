//! `injaaz migrate rollback`: goes back one phase.

use super::command;
use super::{
    command::{BY, actor, said},
    phase::in_words,
};
use crate::{
    cli::{database, output, progress::Progress},
    config::Config,
    domain::ids::ModuleSlug,
    migration::{legacy_store, phases},
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
    /// The reason, recorded with the change.
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Print one object: the state of the module afterwards.
    #[arg(long)]
    json: bool,
}

const EXAMPLES: &str = "\
Examples:
  injaaz migrate rollback civil
  injaaz migrate rollback civil --reason \"reports look wrong\" --json

It goes back one phase, and returns once the old store has every submission that it needs. It can be stopped or killed:
a running server writes the remaining submissions.";

impl Rollback {
    pub fn run(self, config: Config) -> anyhow::Result<()> {
        database::with(config, async |config, _| {
            let app = database::open_app(config).await?;
            let (actor, progress) = (actor(&app)?, Progress::new());
            let mut going = pin!(phases::back(&app, &actor, BY, &self.module, self.reason.as_deref()));
            let mut most = 0;
            let went = loop {
                tokio::select! {
                    went = &mut going => break went,
                    () = sleep(LOOK_EVERY) => {
                        let waiting = legacy_store::waiting(&app, actor.organisation_id, self.module.as_str()).await;
                        let waiting = waiting.unwrap_or(most);
                        most = most.max(waiting);
                        progress.reached(most - waiting, most);
                    }
                }
            };
            progress.end();
            let now = went.map_err(said)?;
            if self.json { output::print_json(&now) } else { output::print(&in_words(&now)) }
        })
    }
}
