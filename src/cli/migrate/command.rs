//! Shared by the `migrate` commands: the actor, and the output of problems and counts.

use crate::{
    app::App,
    cli::output,
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
use std::collections::BTreeMap;

/// The name of the initiator in the audit log.
pub(super) const BY: &str = "command line";

/// Parses the name of a module.
pub(super) fn module(text: &str) -> anyhow::Result<ModuleSlug> {
    text.parse().map_err(|_| anyhow!("the name of a module is in lower-case letters, such as `civil`"))
}

/// The actor of a command: the system, for the default organisation.
pub(super) fn actor(app: &App) -> anyhow::Result<Actor> {
    let organisation_id = app.organisation_id().context("the database is not prepared")?;
    Ok(Actor::system(app, organisation_id))
}

/// The sentence of a problem with its cause, because the operator runs the command.
pub(super) fn said(problem: Problem) -> anyhow::Error {
    match problem.cause() {
        Some(cause) => anyhow!(
            "{}
{cause:#}",
            Texts::of(Lang::EN).problem(&problem)
        ),
        None => anyhow!("{}", Texts::of(Lang::EN).problem(&problem)),
    }
}

/// A table of the counts, with a line for each kind of record that occurs.
pub(super) fn counts_table(by_kind: &BTreeMap<RecordKind, Counts>) -> String {
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
