//! `injaaz migrate import`.

use crate::config::Config;
use clap::Args;

#[derive(Debug, Args)]
pub struct Import {}

impl Import {
    pub fn run(self, _config: Config) -> anyhow::Result<()> {
        anyhow::bail!("not built yet")
    }
}
