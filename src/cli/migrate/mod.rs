//! `injaaz migrate`: history comes in, phase by phase, with proof and the way back.

mod archive;
mod export;
mod import;
mod phase;
mod plan;
mod review;
mod rollback;
mod run_bar;
mod verify;

use super::output;
use crate::{
    app::App,
    config::Config,
    domain::{
        ids::ModuleSlug,
        lang::Lang,
        migration::{Counts, RecordKind},
        problem::Problem,
    },
    i18n::Texts,
    services::actor::Actor,
};
use anyhow::{Context, anyhow};
use clap::Subcommand;
use std::collections::BTreeMap;

#[derive(Debug, Subcommand)]
pub enum Migrate {
    /// Look at an old store and say what an import would do, how long it would take, and what to do next.
    Plan(plan::Plan),
    /// Bring the records of an old store into the database. Safe to repeat, to stop and to kill.
    Import(import::Import),
    /// Show the records that need a decision, and decide about them.
    #[command(alias = "desk")]
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
            Migrate::Review(review) => review.run(config),
            Migrate::Verify(verify) => verify.run(config),
            Migrate::Phase(phase) => phase.run(config),
            Migrate::Archive(archive) => archive.run(config),
            Migrate::Rollback(rollback) => rollback.run(config),
            Migrate::Export(export) => export.run(config),
        }
    }
}

/// The name of a module, as it was typed.
fn module(text: &str) -> anyhow::Result<ModuleSlug> {
    text.parse().map_err(|_| anyhow!("a module is named by lower-case letters, like `civil`"))
}

/// On whose behalf a command acts: whoever runs the server, for the organisation that the old app's files belong to.
fn actor(app: &App) -> anyhow::Result<Actor> {
    let organisation_id = app.organisation_id().context("the database is not prepared")?;
    Ok(Actor::system(app, organisation_id))
}

/// A problem as a command says it: the sentence, and the cause, since whoever types commands runs the server.
fn said(problem: Problem) -> anyhow::Error {
    match problem.cause() {
        Some(cause) => anyhow!(
            "{}
{cause:#}",
            Texts::of(Lang::EN).problem(&problem)
        ),
        None => anyhow!("{}", Texts::of(Lang::EN).problem(&problem)),
    }
}

/// The counts of each kind of record, one line for each that there is.
fn counts_table(by_kind: &BTreeMap<RecordKind, Counts>) -> String {
    let rows = by_kind.iter().filter(|(_, counts)| counts.seen > 0).map(|(kind, counts)| {
        let Counts { seen, imported, already_there, divergent, quarantined, pending } = *counts;
        let numbers = [seen, imported, already_there, divergent, quarantined, pending].map(|n| n.to_string());
        (kind.as_str(), numbers)
    });
    let rows: Vec<_> = rows.collect();
    let head = ["", "seen", "imported", "already there", "divergent", "quarantined", "pending"];
    let cells = rows.iter().map(|(kind, [a, b, c, d, e, f])| [*kind, a, b, c, d, e, f].map(|cell| cell as &str));
    output::table(&std::iter::once(head).chain(cells).collect::<Vec<_>>())
}
