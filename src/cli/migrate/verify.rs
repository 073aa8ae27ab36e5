//! `injaaz migrate verify`.

use crate::config::Config;
use clap::Args;

#[derive(Debug, Args)]
pub struct Verify {}

impl Verify {
    pub fn run(self, _config: Config) -> anyhow::Result<()> {
        anyhow::bail!("not built yet")
    }
}
