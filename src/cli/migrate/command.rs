//! Shared by the `migrate` commands: the actor, and the output of problems and counts.

use crate::{
    app::App,
    cli::{output, terminal::count},
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
use std::{collections::BTreeMap, env, fs};

/// The longest name for `--as`.
const MAX_NAME: usize = 100;

/// Parses the name of the person on whose behalf the operator runs a command.
pub(super) fn person(text: &str) -> anyhow::Result<String> {
    let name = text.trim();
    let is_name = !name.is_empty() && name.chars().count() <= MAX_NAME && !name.chars().any(char::is_control);
    if is_name { Ok(name.to_owned()) } else { Err(anyhow!("a name has 1 to {MAX_NAME} characters on one line")) }
}

/// The initiator for the audit log: the given name, and the account of the operating system.
pub(super) fn by(name: Option<&str>) -> String {
    let account = operating_system_user();
    match name {
        Some(name) => format!("{name} (command line, as {account})"),
        None => format!("{account} (command line)"),
    }
}

/// The name of the account that runs this process, or its number if the system has no name for it. After `sudo` the
/// account that called it is named too.
fn operating_system_user() -> String {
    let number = rustix::process::getuid().as_raw();
    let accounts = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let name = name_of(&accounts, number).map_or_else(|| format!("user {number}"), str::to_owned);
    match env::var("SUDO_USER") {
        Ok(caller) if number == 0 && person(&caller).is_ok() => format!("{} as {name}", caller.trim()),
        _ => name,
    }
}

/// The account with this number in a file of the format of `/etc/passwd`.
fn name_of(accounts: &str, number: u32) -> Option<&str> {
    accounts.lines().find_map(|line| {
        let mut parts = line.split(':');
        let name = parts.next()?;
        (parts.nth(1)?.parse() == Ok(number)).then_some(name)
    })
}

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
pub(super) fn with_cause(problem: Problem) -> anyhow::Error {
    match problem.cause() {
        Some(cause) => anyhow!(
            "{}
{cause:#}",
            Texts::of(Lang::EN).problem(&problem)
        ),
        None => anyhow!("{}", Texts::of(Lang::EN).problem(&problem)),
    }
}

/// A size, and the free space for it: `12 MB, of 9000 MB free`.
pub(super) fn space(bytes: u64, free: Option<u64>) -> String {
    let megabytes = |bytes: u64| bytes.div_ceil(1_000_000);
    let free = free.map_or(String::new(), |free| format!(", of {} MB free", free / 1_000_000));
    format!("{} MB{free}", megabytes(bytes))
}

/// A table of the counts, with a line for each kind of record that occurs. A dry run imports nothing.
pub(super) fn counts_table(by_kind: &BTreeMap<RecordKind, Counts>, dry_run: bool) -> String {
    table(by_kind.iter().map(|(kind, counts)| (kind.as_str(), *counts)), dry_run)
}

/// A table of the submissions of each form; empty if there are none.
pub(super) fn forms_table(by_form: &BTreeMap<String, Counts>, dry_run: bool) -> String {
    if by_form.is_empty() {
        return String::new();
    }
    let lines = by_form.iter().map(|(form, counts)| (form.as_str(), *counts));
    format!("\nSubmissions by form:\n\n{}", table(lines, dry_run))
}

fn table<'a>(lines: impl Iterator<Item = (&'a str, Counts)>, dry_run: bool) -> String {
    let rows = lines.filter(|(_, counts)| counts.seen > 0).map(|(name, counts)| {
        let Counts { seen, imported, already_there, divergent, quarantined, pending } = counts;
        (name, [seen, imported, already_there, divergent, quarantined, pending].map(count))
    });
    let rows: Vec<_> = rows.collect();
    let imported = if dry_run { "would be imported" } else { "imported" };
    let head = ["", "seen", imported, "already there", "divergent", "quarantined", "pending"];
    let cells = rows.iter().map(|(name, [a, b, c, d, e, f])| [*name, a, b, c, d, e, f].map(|cell| cell as &str));
    output::table(&std::iter::once(head).chain(cells).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_person_at_the_command_line_is_named() {
        let accounts = "root:x:0:0:root:/root:/bin/bash\nalice:x:1000:1000::/home/alice:/bin/sh\nbroken\n";
        assert_eq!(name_of(accounts, 1000), Some("alice"));
        assert_eq!(name_of(accounts, 0), Some("root"));
        assert_eq!(name_of(accounts, 7), None);
        assert!(by(None).ends_with(" (command line)"));
        assert!(by(Some("Alice Example")).starts_with("Alice Example (command line, as "));
        assert!(person(" \n").is_err() && person("a\nb").is_err() && person(&"x".repeat(101)).is_err());
        assert_eq!(person(" Alice ").ok().as_deref(), Some("Alice"));
    }
}
