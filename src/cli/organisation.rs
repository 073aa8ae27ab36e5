//! `injaaz organisation`: adds and lists organisations.

use super::{database, output};
use crate::{
    config::Config,
    domain::{email, pasted, time_zone::TimeZone},
    services::{organisation, setup::is_name, users::plain},
};
use anyhow::{Context, ensure};
use clap::Subcommand;
use serde::Serialize;
use serde_json::json;
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
        /// Its time zone, such as Asia/Dubai; by default that of the setting INJAAZ_TIME_ZONE.
        #[arg(long, value_name = "ZONE", value_parser = time_zone)]
        time_zone: Option<TimeZone>,
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
struct OrganisationRow {
    id: String,
    name: String,
    time_zone: &'static str,
    members: i64,
    created_at: String,
}

fn time_zone(text: &str) -> Result<TimeZone, String> {
    TimeZone::named(text)
        .ok_or_else(|| "Write the name of a time zone, such as Asia/Dubai, Europe/Berlin or UTC.".to_owned())
}

impl Organisation {
    pub fn run(self, config: Config) -> anyhow::Result<()> {
        database::with(config, async |config, _| {
            let app = database::open_app(config).await?;
            match self {
                Organisation::Add { name, administrator, time_zone, json } => {
                    let name = pasted::name(&name);
                    ensure!(is_name(&name), "The name must be one line of 1 to 200 characters.");
                    let address = email::clean(&administrator).context("This is not an e-mail address.")?;
                    let zone = time_zone.unwrap_or(app.config.time_zone);
                    let made = organisation::add(&app, &name, &address, zone).await.map_err(plain)?;
                    let until = made.expires_at.format(&Rfc3339)?;
                    if json {
                        let zone = zone.name();
                        let made = json!({ "name": name, "time_zone": zone, "link": made.url, "until": until });
                        return output::print_json(&made);
                    }
                    output::print(&format!(
                        "{name} was created. Give this link only to {address}; it works once, until {until}:\n{}",
                        made.url
                    ))
                }
                Organisation::List { json } => {
                    let rows = organisation::all(&app).await.map_err(plain)?.into_iter().map(|one| {
                        let created_at = one.created_at.format(&Rfc3339)?;
                        anyhow::Ok(OrganisationRow {
                            id: one.id,
                            name: one.name,
                            time_zone: one.time_zone.name(),
                            members: one.members,
                            created_at,
                        })
                    });
                    let rows: Vec<OrganisationRow> = rows.collect::<anyhow::Result<_>>()?;
                    if json {
                        return output::print_json(&rows);
                    }
                    let cells: Vec<[String; 5]> = rows
                        .into_iter()
                        .map(|row| {
                            [row.id, row.name, row.time_zone.to_owned(), row.members.to_string(), row.created_at]
                        })
                        .collect();
                    let cells: Vec<[&str; 5]> = cells.iter().map(|row| row.each_ref().map(String::as_str)).collect();
                    output::print(&output::table(&cells))
                }
            }
        })
    }
}
