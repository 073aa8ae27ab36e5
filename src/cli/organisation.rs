//! `injaaz organisation`: adds and lists organisations.

use super::{database, output};
use crate::{
    config::Config,
    domain::email,
    services::{organisation, setup::is_name, users::plain},
};
use anyhow::{Context, ensure};
use clap::Subcommand;
use serde::Serialize;
use time::format_description::well_known::Rfc3339;

#[derive(Debug, Subcommand)]
pub enum Organisation {
    /// Add an organisation, and print an invitation link for its first administrator (valid once, for 7 days).
    #[command(after_help = "Example:\n  injaaz organisation add \"Northern Towers\" --administrator sara@example.org")]
    Add {
        name: String,
        /// The e-mail address of its first administrator.
        #[arg(long, value_name = "EMAIL")]
        administrator: String,
        /// Print one object.
        #[arg(long)]
        json: bool,
    },
    /// List all organisations of this server.
    #[command(after_help = "Example:\n  injaaz organisation list --json")]
    List {
        /// Print an array of objects.
        #[arg(long)]
        json: bool,
    },
}

#[derive(Serialize)]
struct Row {
    id: String,
    name: String,
    members: i64,
    created_at: String,
}

impl Organisation {
    pub fn run(self, config: Config) -> anyhow::Result<()> {
        database::with(config, async |config, _| {
            let app = database::open_app(config).await?;
            match self {
                Organisation::Add { name, administrator, json } => {
                    let name = name.trim();
                    ensure!(is_name(name), "The name must be one line of 1 to 200 characters.");
                    let address = email::clean(&administrator).context("This is not an e-mail address.")?;
                    let made = organisation::add(&app, name, address).await.map_err(plain)?;
                    let until = made.expires_at.format(&Rfc3339)?;
                    if json {
                        return output::print_json(
                            &serde_json::json!({ "name": name, "link": made.url, "until": until }),
                        );
                    }
                    output::print(&format!(
                        "{name} was created. Give this link only to {address}; it works once, until {until}:\n{}",
                        made.url
                    ))
                }
                Organisation::List { json } => {
                    let rows = organisation::all(&app).await.map_err(plain)?.into_iter().map(|one| {
                        let created_at = one.created_at.format(&Rfc3339)?;
                        anyhow::Ok(Row { id: one.id, name: one.name, members: one.members, created_at })
                    });
                    let rows: Vec<Row> = rows.collect::<anyhow::Result<_>>()?;
                    if json {
                        return output::print_json(&rows);
                    }
                    let cells: Vec<[String; 4]> = rows
                        .into_iter()
                        .map(|row| [row.id, row.name, row.members.to_string(), row.created_at])
                        .collect();
                    let cells: Vec<[&str; 4]> = cells.iter().map(|row| row.each_ref().map(String::as_str)).collect();
                    output::print(&output::table(&cells))
                }
            }
        })
    }
}
