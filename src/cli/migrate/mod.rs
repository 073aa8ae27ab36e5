//! `injaaz migrate`: history comes in, phase by phase, with proof and the way back.

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
    /// Look at an old store and say what an import would do, how long it would take, and what to do next.
    Plan(plan::Plan),
    /// Bring the records of an old store into the database. Safe to repeat, to stop and to kill.
    Import(import::Import),
    /// What waits for a person: see it, and decide.
    Review(review::Review),
    /// Read every record and every row again and compare them. Ends with 1 if anything is wrong.
    Verify(verify::Verify),
    /// Which store each module trusts: see it, or go one step forward.
    Phase(phase::Phase),
    /// Pack the files of the old store away, or bring them back.
    Archive(archive::Archive),
    /// Go one phase back, without losing a submission.
    Rollback(rollback::Rollback),
    /// Write submissions as files of the old shape.
    Export(export::Export),
}

impl Migrate {
    pub fn run(self, config: Config) -> anyhow::Result<()> {
        match self {
            Migrate::Plan(plan) => plan.run(config),
            Migrate::Import(import) => import.run(config),
            Migrate::Review(desk) => desk.run(config),
            Migrate::Verify(verify) => verify.run(config),
            Migrate::Phase(phase) => phase.run(config),
            Migrate::Archive(archive) => archive.run(config),
            Migrate::Rollback(rollback) => rollback.run(config),
            Migrate::Export(export) => export.run(config),
        }
    }
}
