//! The progress of an import: a progress bar on a terminal, otherwise a line every ten seconds.

use crate::{
    cli::terminal::{count, hide_bar, rate, show_bar},
    migration::import::RunView,
};
use indicatif::ProgressBar;
use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

const LINE_EVERY: Duration = Duration::from_secs(10);

pub struct RunBar {
    bar: Option<ProgressBar>,
    last: Mutex<Last>,
}

/// The last state of the run, and stage and time of the last line about it.
#[derive(Default)]
struct Last {
    view: Option<RunView>,
    line: Option<(String, Instant)>,
}

impl RunBar {
    pub fn new() -> RunBar {
        let bar = show_bar("{msg:11} {bar:40} {human_pos} of {human_len}, {rate}, {eta} to go");
        RunBar { bar, last: Mutex::default() }
    }

    fn last(&self) -> MutexGuard<'_, Last> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn shows(&self, view: &RunView) {
        let (seen, done) = progress(view);
        let stage = view.stage.as_str();
        let mut last = self.last();
        last.view = Some(view.clone());
        if let Some(bar) = &self.bar {
            bar.set_length(seen);
            bar.set_message(stage);
            return bar.set_position(done);
        }
        let is_new = last.line.as_ref().is_none_or(|(before, at)| before != stage || at.elapsed() >= LINE_EVERY);
        if is_new {
            eprintln!("{stage}: {} of {} files, {}", count(done), count(seen), rate(view.rate));
            last.line = Some((stage.to_owned(), Instant::now()));
        }
    }

    /// The last state of the run; none if it has not begun.
    pub fn last_view(&self) -> Option<RunView> {
        self.last().view.clone()
    }

    pub fn end(&self) {
        hide_bar();
    }
}

/// Files seen, and files done, of all kinds.
pub fn progress(view: &RunView) -> (u64, u64) {
    view.by_kind.values().fold((0, 0), |(seen, done), counts| (seen + counts.seen, done + counts.seen - counts.pending))
}
