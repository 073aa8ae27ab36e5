//! `injaaz backup`: copies of the database and the data folder, made while the server runs.

use super::{database, output, progress::Progress, terminal::count};
use crate::{
    config::Config,
    services::backup::{self, CreatedBackup, DrillResult, VerifiedBackup},
};
use anyhow::{Context, ensure};
use clap::{Args, Subcommand};
use std::{
    fs::Permissions,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};
use time::OffsetDateTime;

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Backup {
    #[command(subcommand)]
    command: Option<Command>,
    /// The folder for backups, outside of the data folder. Files that it has already are not copied again.
    #[arg(value_name = "DIR", required = true)]
    folder: Option<PathBuf>,
    /// Remove older snapshots beyond this number.
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..))]
    keep: Option<u32>,
    /// Print one object: snapshot, files, bytes, new_files, dump_bytes, removed_snapshots, has_secret_key.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Read every byte of the backups in a folder again, and compare it with its hash. Exit code 1 if any differs.
    Verify(OfFolder),
    /// Restore the newest backup into a temporary installation, start it there, and check it.
    Drill(OfFolder),
}

#[derive(Debug, Args)]
struct OfFolder {
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Print one object.
    #[arg(long)]
    json: bool,
}

const EXAMPLES: &str = "\
Examples:
  injaaz backup /mnt/backup/injaaz --keep 14
  injaaz backup verify /mnt/backup/injaaz
  injaaz backup drill /mnt/backup/injaaz
  injaaz restore /mnt/backup/injaaz

docs/backup.md describes what a backup contains, a daily timer, and how to recover.";

impl Backup {
    pub fn run(self, config: Config) -> anyhow::Result<()> {
        match self.command {
            None => create(config, &self.folder.context("no folder")?, self.keep, self.json),
            Some(Command::Verify(args)) => verify(&config, &args),
            Some(Command::Drill(args)) => drill(&config, &args),
        }
    }
}

fn create(config: Config, folder: &Path, keep: Option<u32>, json: bool) -> anyhow::Result<()> {
    database::with(config, async |config, url| {
        let progress = Progress::new();
        let keep = keep.and_then(|keep| usize::try_from(keep).ok());
        let reached = |done, of| progress.reached(done, of);
        let made = backup::create(&config, &url, folder, keep, OffsetDateTime::now_utc(), &reached).await;
        progress.end();
        let made = made?;
        if json { output::print_json(&made) } else { output::print(&made_text(&made)) }
    })
}

fn made_text(made: &CreatedBackup) -> String {
    let CreatedBackup { snapshot, files, new_files, removed_snapshots, .. } = made;
    let mut text = format!(
        "The snapshot {snapshot} has {} files ({}), {} of them new, and a dump of the database ({}).\n",
        count(*files),
        megabytes(made.bytes),
        count(*new_files),
        megabytes(made.dump_bytes),
    );
    if *removed_snapshots > 0 {
        text += &format!("{removed_snapshots} older snapshots were removed.\n");
    }
    if !made.has_secret_key {
        text += "The secret key is in the settings, not in the data folder. Keep a copy of it with the backup.\n";
    }
    text
}

fn verify(config: &Config, args: &OfFolder) -> anyhow::Result<()> {
    let runtime = database::runtime(config.workers)?;
    let progress = Progress::new();
    let verified = runtime.block_on(backup::verify(config, &args.folder, &|done, of| progress.reached(done, of)));
    progress.end();
    let verified = verified?;
    if args.json {
        output::print_json(&verified)?;
    } else {
        output::print(&verified_text(&verified))?;
    }
    ensure!(verified.bad_count == 0, "The backup is damaged: {} findings.", verified.bad_count);
    Ok(())
}

fn verified_text(verified: &VerifiedBackup) -> String {
    let bad: String = verified.bad.iter().map(|bad| format!("{}: {}\n", bad.name, bad.reason)).collect();
    let (files, size) = (count(verified.files), megabytes(verified.bytes));
    format!("{bad}{} snapshots and {files} files ({size}) were read again.\n", verified.snapshots.len())
}

fn drill(config: &Config, args: &OfFolder) -> anyhow::Result<()> {
    let runtime = database::runtime(config.workers)?;
    // The temporary database may run under another account, which has to reach its folder. Every file keeps its own
    // permissions.
    let scratch = tempfile::Builder::new()
        .prefix("injaaz-drill-")
        .permissions(Permissions::from_mode(0o711))
        .tempdir()
        .context("There is no temporary folder for the drill")?;
    let progress = Progress::new();
    let reached = |done, of| progress.reached(done, of);
    let work = backup::drill(config, &args.folder, scratch.path(), database::legacy_store, &reached);
    let done = runtime.block_on(work);
    progress.end();
    let done = done?;
    if args.json { output::print_json(&done) } else { output::print(&drill_text(&done)) }
}

fn drill_text(done: &DrillResult) -> String {
    format!(
        "The snapshot {} was restored and started. It has {} submissions, {} stored files are all there, and {} rows of \
         the audit log are unchanged.\n",
        done.snapshot,
        count(u64::try_from(done.submissions).unwrap_or_default()),
        count(done.stored_files),
        count(done.audit_rows),
    )
}

fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1_000_000.0)
}
