//! The progress of a command: a progress bar on a terminal, otherwise a line for every 10 %.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::{
    io::IsTerminal,
    sync::atomic::{AtomicU64, Ordering},
};

pub struct Progress {
    bar: Option<ProgressBar>,
    tenths: AtomicU64,
}

impl Progress {
    pub fn new() -> Progress {
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr());
            let style = ProgressStyle::with_template("{bar:40} {human_pos} of {human_len}, {eta} to go");
            style.map_or(bar.clone(), |style| bar.with_style(style))
        });
        Progress { bar, tenths: AtomicU64::new(0) }
    }

    /// Reports `done` of `all` items.
    pub fn reached(&self, done: u64, all: u64) {
        if let Some(bar) = &self.bar {
            bar.set_length(all);
            return bar.set_position(done);
        }
        let tenths = done.saturating_mul(10) / all.max(1);
        if tenths > self.tenths.fetch_max(tenths, Ordering::Relaxed) {
            eprintln!("{done} of {all}");
        }
    }

    pub fn end(&self) {
        self.bar.iter().for_each(ProgressBar::finish_and_clear);
    }
}
