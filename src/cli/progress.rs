//! The progress of a command: a progress bar on a terminal, otherwise a line for every 10 %.

use super::terminal::{count, hide_bar, show_bar};
use indicatif::ProgressBar;
use std::sync::atomic::{AtomicU64, Ordering};

pub struct Progress {
    bar: Option<ProgressBar>,
    tenths: AtomicU64,
    done: AtomicU64,
    all: AtomicU64,
}

impl Progress {
    pub fn new() -> Progress {
        Progress {
            bar: show_bar("{bar:40} {human_pos} of {human_len}, {eta} to go"),
            tenths: AtomicU64::new(0),
            done: AtomicU64::new(0),
            all: AtomicU64::new(0),
        }
    }

    /// Reports `done` of `all` items.
    pub fn reached(&self, done: u64, all: u64) {
        self.done.store(done, Ordering::Relaxed);
        self.all.store(all, Ordering::Relaxed);
        if let Some(bar) = &self.bar {
            bar.set_length(all);
            return bar.set_position(done);
        }
        let tenths = done.saturating_mul(10) / all.max(1);
        if tenths > self.tenths.fetch_max(tenths, Ordering::Relaxed) {
            eprintln!("{} of {}", count(done), count(all));
        }
    }

    /// What was reached, for the sentence of a command that was stopped.
    pub fn in_words(&self) -> String {
        format!("{} of {}", count(self.done.load(Ordering::Relaxed)), count(self.all.load(Ordering::Relaxed)))
    }

    pub fn end(&self) {
        hide_bar();
    }
}
