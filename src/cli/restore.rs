//! `injaaz restore`: brings a backup into an empty installation.

use super::{database, output, progress::Progress, terminal::count};
use crate::{
    config::Config,
    services::backup::{self, RestoredBackup},
};
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Restore {
    /// The folder with backups.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// The snapshot to restore; the newest by default.
    #[arg(long, value_name = "NAME")]
    snapshot: Option<String>,
    /// Print one object: snapshot, files, bytes, submissions, has_secret_key.
    #[arg(long)]
    json: bool,
}

const EXAMPLES: &str = "\
Examples:
  injaaz restore /mnt/backup/injaaz
  INJAAZ_GENERATED=/srv/injaaz injaaz restore /mnt/backup/injaaz --snapshot 20261129T020000Z

The data folder and the database must be empty. A restore that was interrupted goes on when it is run again.";

impl Restore {
    pub fn run(self, config: Config) -> anyhow::Result<()> {
        database::with(config, async |config, url| {
            let progress = Progress::new();
            let reached = |done, of| progress.reached(done, of);
            let restored = backup::restore(&config, &url, &self.folder, self.snapshot.as_deref(), &reached).await;
            progress.end();
            let restored = restored?;
            if self.json { output::print_json(&restored) } else { output::print(&text(&restored)) }
        })
    }
}

fn text(restored: &RestoredBackup) -> String {
    let key = match restored.has_secret_key {
        true => "",
        false => "Set INJAAZ_SECRET_KEY to the secret key of the old server before the start.\n",
    };
    format!(
        "The snapshot {} was restored: {} submissions and {} files. Start the server with `injaaz serve`.\n{key}",
        restored.snapshot,
        count(u64::try_from(restored.submissions).unwrap_or_default()),
        count(restored.files),
    )
}
