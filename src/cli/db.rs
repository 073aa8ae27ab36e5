//! `injaaz db`: schema migrations.

mod check;

use super::{database, output};
use crate::{
    config::Config,
    store::migrations::{self, MigrationStatus},
};
use anyhow::ensure;
use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub enum Db {
    /// Apply all pending migrations. `serve` does the same when it starts.
    #[command(after_help = "Example:\n  injaaz db up")]
    Up,
    /// Revert the newest migration, or several. Data that only exists in the newer schema is lost.
    #[command(after_help = DOWN_EXAMPLES)]
    Down(Down),
    /// List all migrations and whether they were applied. Exit code 1 if some are missing or unknown.
    #[command(after_help = "Examples:\n  injaaz db status\n  injaaz db status --json")]
    Status(Status),
    /// Compare the schema with what this program expects, and count rows without their parent row. Exit code 1 on a
    /// difference.
    #[command(after_help = "Examples:\n  injaaz db check\n  injaaz db check --json")]
    Check(check::Check),
}

#[derive(Debug, Args)]
pub struct Down {
    /// Revert all migrations after this version.
    #[arg(long, value_name = "VERSION", conflicts_with = "all")]
    to: Option<String>,
    /// Revert all migrations.
    #[arg(long)]
    all: bool,
    /// Revert them; without this option only list what would be reverted.
    #[arg(long)]
    yes: bool,
}

#[derive(Debug, Args)]
pub struct Status {
    /// Print an array of objects.
    #[arg(long)]
    json: bool,
}

const DOWN_EXAMPLES: &str = "\
Examples:
  injaaz db down                           list what would be reverted
  injaaz db down --yes                     revert the newest migration
  injaaz db down --to 20261121000000 --yes   revert everything after that one";

impl Db {
    pub fn run(self, config: Config) -> anyhow::Result<()> {
        database::with(config, async |_, url| match self {
            Db::Up => up(&url).await,
            Db::Down(down) => down.run(&url).await,
            Db::Status(Status { json }) => status(&url, json).await,
            Db::Check(check) => check.run(&url).await,
        })
    }
}

async fn up(url: &str) -> anyhow::Result<()> {
    let done = migrations::run(url).await?;
    match done.as_slice() {
        [] => output::print("Nothing to do: all migrations are applied."),
        _ => output::print(&lines("Applied:", &done)),
    }
}

impl Down {
    async fn run(self, url: &str) -> anyhow::Result<()> {
        let all = migrations::status(url).await?;
        let applied: Vec<&str> = all.iter().filter(|m| m.applied).map(|m| m.version.as_str()).collect();
        let until = self.until(&applied)?;
        let newer: Vec<_> =
            applied.iter().rev().filter(|version| **version > until.as_str()).map(ToString::to_string).collect();
        if newer.is_empty() {
            return output::print("Nothing to do: there are no newer migrations.");
        }
        if !self.yes {
            output::print(&lines(
                "These would be reverted, and the data in their tables and columns deleted:",
                &newer,
            ))?;
            anyhow::bail!("Nothing was changed. Add --yes to revert them.");
        }
        let done = migrations::revert_to(url, &until).await?;
        output::print(&lines("Reverted:", &done))
    }

    /// The newest version to keep; empty if all are reverted.
    fn until(&self, applied: &[&str]) -> anyhow::Result<String> {
        if let Some(version) = &self.to {
            ensure!(applied.contains(&version.as_str()), "The database does not have the version {version}.");
            return Ok(version.clone());
        }
        let before_newest = if self.all { None } else { applied.iter().rev().nth(1) };
        Ok(before_newest.map(ToString::to_string).unwrap_or_default())
    }
}

async fn status(url: &str, json: bool) -> anyhow::Result<()> {
    let all = migrations::status(url).await?;
    if json {
        output::print_json(&all)?;
    } else {
        let rows: Vec<_> = all.iter().map(|m| [m.version.as_str(), state_name(m)]).collect();
        output::print(&output::table(&rows))?;
    }
    ensure!(all.iter().all(|m| m.applied), "Migrations are missing. Run `injaaz db up`.");
    migrations::refuse_unknown(&all)
}

fn state_name(migration: &MigrationStatus) -> &'static str {
    match migration {
        MigrationStatus { known: false, .. } => "applied, unknown to this program",
        MigrationStatus { applied: true, .. } => "applied",
        MigrationStatus { applied: false, .. } => "missing",
    }
}

fn lines(head: &str, versions: &[String]) -> String {
    format!("{head}\n  {}\n", versions.join("\n  "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn down(to: Option<&str>, all: bool) -> Down {
        Down { to: to.map(str::to_owned), all, yes: false }
    }

    #[test]
    fn down_reverts_the_newest_migration_by_default() {
        let until = |down: Down, applied: &[&str]| down.until(applied).unwrap_or_else(|error| error.to_string());
        assert_eq!(until(down(None, false), &["1", "2", "3"]), "2");
        assert_eq!(until(down(None, false), &["1"]), "");
        assert_eq!(until(down(None, true), &["1", "2"]), "");
        assert_eq!(until(down(Some("1"), false), &["1", "2", "3"]), "1");
        assert_eq!(until(down(Some("9"), false), &["1"]), "The database does not have the version 9.");
    }
}
