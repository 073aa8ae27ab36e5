//! The progress of an import: a progress bar on a terminal, otherwise a line every ten seconds.

use crate::migration::import::RunView;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::{
    io::IsTerminal,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

const LINE_EVERY: Duration = Duration::from_secs(10);

pub struct RunBar {
    bar: Option<ProgressBar>,
    /// Stage and time of the last line.
    said: Mutex<Option<(String, Instant)>>,
}

impl RunBar {
    pub fn new() -> RunBar {
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr());
            let style =
                ProgressStyle::with_template("{msg:11} {bar:40} {human_pos} of {human_len}, {per_sec}, {eta} to go");
            style.map_or(bar.clone(), |style| bar.with_style(style))
        });
        RunBar { bar, said: Mutex::new(None) }
    }

    pub fn shows(&self, view: &RunView) {
        let (seen, open) = view.by_kind.values().fold((0, 0), |(s, p), counts| (s + counts.seen, p + counts.pending));
        let stage = view.stage.as_str();
        if let Some(bar) = &self.bar {
            bar.set_length(seen);
            bar.set_message(stage);
            return bar.set_position(seen - open);
        }
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        let is_new = said.as_ref().is_none_or(|(before, at)| before != stage || at.elapsed() >= LINE_EVERY);
        if is_new {
            eprintln!("{stage}: {} of {seen} files, {:.0} per second", seen - open, view.rate);
            *said = Some((stage.to_owned(), Instant::now()));
        }
    }

    pub fn end(&self) {
        self.bar.iter().for_each(ProgressBar::finish_and_clear);
    }
}
