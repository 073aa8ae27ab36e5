//! What the commands of `migrate` have in common: on whose behalf they act, and how they print problems and counts.

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

/// Who started it, as the audit log says.
pub(super) const BY: &str = "command line";

/// The name of a module, as it was typed.
pub(super) fn module(text: &str) -> anyhow::Result<ModuleSlug> {
    text.parse().map_err(|_| anyhow!("a module is named by lower-case letters, like `civil`"))
}

/// On whose behalf a command acts: whoever runs the server, for the organisation that the old app's files belong to.
pub(super) fn actor(app: &App) -> anyhow::Result<Actor> {
    let organisation_id = app.organisation_id().context("the database is not prepared")?;
    Ok(Actor::system(app, organisation_id))
}

/// A problem as a command says it: the sentence, and the cause, since whoever types commands runs the server.
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

/// The counts of each kind of record, one line for each that there is.
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
