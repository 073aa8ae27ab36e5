//! `injaaz config show`: prints all settings.

use super::output;
use crate::config::Config;
use clap::{Args, Subcommand};
use serde_json::json;

#[derive(Debug, Subcommand)]
pub enum Settings {
    /// Show every setting with its value and source; secrets are masked.
    #[command(after_help = EXAMPLES)]
    Show(Show),
}

#[derive(Debug, Args)]
pub struct Show {
    /// Print an array of objects.
    #[arg(long)]
    json: bool,
}

const EXAMPLES: &str = "\
Examples:
  injaaz config show
  INJAAZ_JOBS=4 injaaz config show --json";

impl Settings {
    pub fn run(self, config: &Config) -> anyhow::Result<()> {
        let Settings::Show(Show { json }) = self;
        if json {
            let all = config.show().iter().map(|s| json!({ "name": s.name, "value": s.value, "from": s.from }));
            return output::print_json(&all.collect::<Vec<_>>());
        }
        let rows: Vec<_> = config.show().iter().map(|s| [s.name, s.value.as_str(), s.from.as_str()]).collect();
        output::print(&output::table(&rows))
    }
}
