//! Standard error of a command: a progress bar, and log lines above it. A line that is written while a bar is shown
//! would otherwise break into the bar.

use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use std::{
    fmt,
    io::{self, IsTerminal, Write},
    sync::{Mutex, MutexGuard, PoisonError},
};

/// The bar that is shown. It is global because the log is.
static SHOWN: Mutex<Option<ProgressBar>> = Mutex::new(None);

fn shown() -> MutexGuard<'static, Option<ProgressBar>> {
    SHOWN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Shows a progress bar; none if standard error is no terminal. `{rate}` in the template is the number per second.
pub fn show_bar(template: &str) -> Option<ProgressBar> {
    if !io::stderr().is_terminal() {
        return None;
    }
    let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr());
    let bar = match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style.with_key("rate", write_rate)),
        Err(_) => bar,
    };
    *shown() = Some(bar.clone());
    Some(bar)
}

/// Removes the bar.
pub fn hide_bar() {
    if let Some(bar) = shown().take() {
        bar.finish_and_clear();
    }
}

fn write_rate(state: &ProgressState, out: &mut dyn fmt::Write) {
    // An error of the terminal is reported by the next line.
    let _ = write!(out, "{}", rate(state.per_sec()));
}

/// A number per second without fractions: `2,807/s`.
pub fn rate(per_second: f64) -> String {
    format!("{}/s", HumanCount(per_second.max(0.0).round() as u64))
}

/// A number with separators.
pub fn count(number: u64) -> String {
    HumanCount(number).to_string()
}

/// The writer of the log: lines appear above the bar.
#[derive(Clone, Copy, Debug, Default)]
pub struct AboveBar;

impl Write for AboveBar {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &*shown() {
            Some(bar) => bar.suspend(|| io::stderr().write(bytes)),
            None => io::stderr().write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stderr().flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_and_counts_are_whole_numbers_with_separators() {
        assert_eq!(rate(2806.7254), "2,807/s");
        assert_eq!(rate(0.2), "0/s");
        assert_eq!(rate(-1.0), "0/s");
        assert_eq!(count(200_000), "200,000");
    }
}
