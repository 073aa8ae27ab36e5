//! `injaaz migrate`: the migration from the legacy app.

mod archive;
mod command;
mod export;
mod import;
mod phase;
mod plan;
mod review;
mod review_many;
mod rollback;
mod run_bar;
mod verify;

use crate::config::Config;
use clap::{Args, Subcommand};

#[derive(Debug, Args)]
pub struct Migrate {
    /// The name of the person who acts, for the audit log; without it, the account of the operating system.
    #[arg(long = "as", value_name = "NAME", value_parser = command::person, global = true)]
    name: Option<String>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Examine a legacy store: report what an import would do, how long it would take, and the next step.
    Plan(plan::Plan),
    /// Import the records of a legacy store. Can be stopped, killed and repeated safely.
    Import(import::Import),
    /// List the records that need a decision, and decide.
    // The word of the version before, for scripts; it goes with the next version.
    #[command(alias = "desk")]
    Review(review::Review),
    /// Read every record and every row again and compare them. Exit code 1 if anything is wrong.
    Verify(verify::Verify),
    /// Show which store each module trusts, or go one phase forward.
    Phase(phase::Phase),
    /// Pack the files of the legacy store into archives, remove them, or restore them.
    Archive(archive::Archive),
    /// Go back one phase, without losing a submission.
    Rollback(rollback::Rollback),
    /// Write submissions as files of the legacy app.
    Export(export::Export),
}

impl Migrate {
    pub fn run(self, config: Config) -> anyhow::Result<()> {
        let by = command::by(self.name.as_deref());
        match self.command {
            Command::Plan(plan) => plan.run(config, &by),
            Command::Import(import) => import.run(config, &by),
            Command::Review(review) => review.run(config, &by),
            Command::Verify(verify) => verify.run(config, &by),
            Command::Phase(phase) => phase.run(config, &by),
            Command::Archive(archive) => archive.run(config, &by),
            Command::Rollback(rollback) => rollback.run(config, &by),
            Command::Export(export) => export.run(config),
        }
    }
}
