//! `injaaz migrate rollback`.

use crate::config::Config;
use clap::Args;

#[derive(Debug, Args)]
pub struct Rollback {}

impl Rollback {
    pub fn run(self, _config: Config) -> anyhow::Result<()> {
        anyhow::bail!("not built yet")
    }
}
