//! `injaaz migrate`: the migration from the old app.

mod archive;
mod command;
mod export;
mod import;
mod phase;
mod plan;
mod review;
mod rollback;
mod run_bar;
mod verify;

use crate::config::Config;
use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub enum Migrate {
    /// Examine an old store: report what an import would do, how long it would take, and the next step.
    Plan(plan::Plan),
    /// Import the records of an old store. Can be stopped, killed and repeated safely.
    Import(import::Import),
    /// List the records that need a decision, and decide.
    Review(review::Review),
    /// Read every record and every row again and compare them. Exit code 1 if anything is wrong.
    Verify(verify::Verify),
    /// Show which store each module trusts, or go one phase forward.
    Phase(phase::Phase),
    /// Pack the files of the old store into archives, remove them, or restore them.
    Archive(archive::Archive),
    /// Go back one phase, without losing a submission.
    Rollback(rollback::Rollback),
    /// Write submissions as files of the old app.
    Export(export::Export),
}

impl Migrate {
    pub fn run(self, config: Config) -> anyhow::Result<()> {
        match self {
            Migrate::Plan(plan) => plan.run(config),
            Migrate::Import(import) => import.run(config),
            Migrate::Review(command) => command.run(config),
            Migrate::Verify(verify) => verify.run(config),
            Migrate::Phase(phase) => phase.run(config),
            Migrate::Archive(archive) => archive.run(config),
            Migrate::Rollback(rollback) => rollback.run(config),
            Migrate::Export(export) => export.run(config),
        }
    }
}
