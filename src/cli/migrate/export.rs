//! `injaaz migrate export`: writes submissions as files of the old app.

use super::command;
use super::command::{actor, said};
use crate::{
    cli::{database, output, progress::Progress},
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
    /// The target folder; `submissions`, `jobs` and `uploads` are created in it as in the old app.
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

Records from the old store are written byte for byte as they were. A record with other answers that already exists in
the target folder is not overwritten, and is listed.";

impl Export {
    pub fn run(self, config: Config) -> anyhow::Result<()> {
        database::with(config, async |config, _| {
            let app = database::open_app(config).await?;
            let (actor, progress) = (actor(&app)?, Progress::new());
            let reached = |done, all| progress.reached(done, all);
            let exported = export(&app, &actor, self.module.as_ref(), &self.to, &reached).await;
            progress.end();
            let exported = exported.map_err(said)?;
            if self.json {
                output::print_json(&exported)?
            } else {
                output::print(&in_words(&exported))?
            }
            ensure!(exported.failed.is_empty(), "{} submissions could not be written.", exported.failed.len());
            Ok(())
        })
    }
}

fn in_words(exported: &Exported) -> String {
    let texts = Texts::of(Lang::EN);
    let failed = exported.failed.iter().map(|(id, why)| format!("{id}: {}\n", texts.old_store_error(why.as_str())));
    let left = exported.left.iter().map(|name| format!("{name}: exists with other answers, not overwritten\n"));
    let lines: String = failed.chain(left).collect();
    format!("{lines}{} submissions were written.\n", exported.submissions)
}
