//! `injaaz migrate plan`.

use crate::config::Config;
use clap::Args;

#[derive(Debug, Args)]
pub struct Plan {}

impl Plan {
    pub fn run(self, _config: Config) -> anyhow::Result<()> {
        anyhow::bail!("not built yet")
    }
}
