//! `injaaz seed`: adds generated submissions.

use super::{database, output, progress::Progress};
use crate::{config::Config, services::seed::seed};
use clap::Args;
use std::time::Instant;

#[derive(Debug, Args)]
pub struct Seed {
    /// The number of submissions.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000_000))]
    submissions: u32,
    /// Add them even if there are submissions already.
    #[arg(long)]
    add: bool,
}

pub const EXAMPLES: &str = "\
Examples:
  injaaz seed --submissions 100000
  INJAAZ_GENERATED=/tmp/try injaaz seed --submissions 1000000 --add";

impl Seed {
    pub fn run(self, config: Config) -> anyhow::Result<()> {
        database::with(config, async |config, _| {
            let app = database::open_app(config).await?;
            let (started, progress) = (Instant::now(), Progress::new());
            seed(&app, self.submissions, self.add, |done| {
                progress.reached(u64::from(done), u64::from(self.submissions))
            })
            .await?;
            progress.end();
            let seconds = started.elapsed().as_secs_f64();
            output::print(&format!("{} generated submissions were added in {seconds:.1} s.", self.submissions))
        })
    }
}
