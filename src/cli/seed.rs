//! `injaaz seed`.

use super::{database, output};
use crate::{
    app::Clock,
    config::Config,
    services::{seed::seed, start},
};
use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::{io::IsTerminal, time::Instant};

#[derive(Debug, Args)]
pub struct Seed {
    /// How many.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000_000))]
    submissions: u32,
    /// Do it even if there are submissions already.
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
            let app = start::open(config, Clock::System).await?;
            let (started, mut progress) = (Instant::now(), Progress::of(self.submissions));
            seed(&app, self.submissions, self.add, |done| progress.reached(done)).await?;
            progress.end();
            let seconds = started.elapsed().as_secs_f64();
            output::print(&format!("{} made-up submissions added in {seconds:.1} s.", self.submissions))
        })
    }
}

/// A bar on a terminal, and a line for every tenth elsewhere.
struct Progress {
    all: u32,
    bar: Option<ProgressBar>,
    tenths: u32,
}

impl Progress {
    fn of(all: u32) -> Progress {
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::with_draw_target(Some(u64::from(all)), ProgressDrawTarget::stderr());
            let style = ProgressStyle::with_template("{bar:40} {human_pos} of {human_len}, {eta} to go");
            style.map_or(bar.clone(), |style| bar.with_style(style))
        });
        Progress { all, bar, tenths: 0 }
    }

    fn reached(&mut self, done: u32) {
        if let Some(bar) = &self.bar {
            return bar.set_position(u64::from(done));
        }
        let tenths = u32::try_from(u64::from(done) * 10 / u64::from(self.all)).unwrap_or(10);
        if tenths > self.tenths {
            self.tenths = tenths;
            eprintln!("{done} of {}", self.all);
        }
    }

    fn end(&self) {
        self.bar.iter().for_each(ProgressBar::finish_and_clear);
    }
}
