//! `injaaz migrate export`.

use crate::config::Config;
use clap::Args;

#[derive(Debug, Args)]
pub struct Export {}

impl Export {
    pub fn run(self, _config: Config) -> anyhow::Result<()> {
        anyhow::bail!("not built yet")
    }
}
