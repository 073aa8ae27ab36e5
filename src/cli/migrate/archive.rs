//! `injaaz migrate archive`.

use crate::config::Config;
use clap::Args;

#[derive(Debug, Args)]
pub struct Archive {}

impl Archive {
    pub fn run(self, _config: Config) -> anyhow::Result<()> {
        anyhow::bail!("not built yet")
    }
}
