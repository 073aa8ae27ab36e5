//! `injaaz migrate export`: writes submissions as files of the legacy app.

use super::command;
use super::command::{actor, with_cause};
use crate::{
    cli::{
        database, output,
        progress::Progress,
        stop_signals::{Stopped, unless_stopped},
    },
    config::Config,
    domain::{ids::ModuleSlug, lang::Lang},
    i18n::Texts,
    migration::legacy_store::{Exported, export},
};
use anyhow::ensure;
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Export {
    #[arg(value_parser = command::module, required_unless_present = "all")]
    module: Option<ModuleSlug>,
    /// Export all modules.
    #[arg(long, conflicts_with = "module")]
    all: bool,
    /// The target folder; `submissions`, `jobs` and `uploads` are created in it as in the legacy app.
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
    /// Print one object: submissions, left, failed.
    #[arg(long)]
    json: bool,
}

const EXAMPLES: &str = "\
Examples:
  injaaz migrate export civil --to /mnt/usb/civil
  injaaz migrate export --all --to /srv/old-app/generated --json

Records from the legacy store are written byte for byte as they were. A record with other answers that already exists in
the target folder is not overwritten, and is listed.";

impl Export {
    pub fn run(self, config: Config) -> anyhow::Result<()> {
        database::with(config, async |config, _| {
            let app = database::open_app(config).await?;
            let (actor, progress) = (actor(&app)?, Progress::new());
            let reached = |done, all| progress.reached(done, all);
            let exported = unless_stopped(export(&app, &actor, self.module.as_ref(), &self.to, &reached)).await?;
            progress.end();
            let Some(exported) = exported else {
                let done = progress.in_words();
                let message =
                    format!("Stopped after {done}; what was written is complete. Start the export again to continue.");
                return Err(Stopped(message).into());
            };
            let exported = exported.map_err(with_cause)?;
            if self.json {
                output::print_json(&exported)?
            } else {
                output::print(&text(&exported))?
            }
            ensure!(exported.failed.is_empty(), "{} submissions could not be written.", exported.failed.len());
            Ok(())
        })
    }
}

fn text(exported: &Exported) -> String {
    let texts = Texts::of(Lang::EN);
    let failed = exported.failed.iter().map(|(id, why)| format!("{id}: {}\n", texts.old_store_error(why.as_str())));
    let left = exported.left.iter().map(|name| format!("{name}: exists with other answers, not overwritten\n"));
    let lines: String = failed.chain(left).collect();
    format!("{lines}{} submissions were written.\n", exported.submissions)
}
