//! `injaaz migrate phase`.

use crate::config::Config;
use clap::Args;

#[derive(Debug, Args)]
pub struct Phase {}

impl Phase {
    pub fn run(self, _config: Config) -> anyhow::Result<()> {
        anyhow::bail!("not built yet")
    }
}
