//! `injaaz db check`: compares the live schema with the expected one.

use crate::{
    cli::output,
    store::{check, migrations},
};
use anyhow::ensure;
use clap::Args;

#[derive(Debug, Args)]
pub struct Check {
    /// Print an array of objects.
    #[arg(long)]
    json: bool,
}

impl Check {
    pub async fn run(self, url: &str) -> anyhow::Result<()> {
        let versions = migrations::status(url).await?;
        migrations::refuse_unknown(&versions)?;
        ensure!(versions.iter().all(|m| m.applied), "Migrations are missing. Run `injaaz db up`, then check again.");
        let found = check::check(url).await?;
        if self.json {
            output::print_json(&found)?;
        } else if found.is_empty() {
            output::print(
                "The database is as expected: tables, columns, constraints, indexes, and no row refers to a missing one.",
            )?;
        } else {
            output::print(&found.iter().map(|difference| format!("{difference}\n")).collect::<String>())?;
        }
        ensure!(found.is_empty(), "{} differences.", found.len());
        Ok(())
    }
}
