//! Ctrl-C and SIGTERM: they stop the server in steps, and end other commands within a second with a sentence about what
//! was done and how to continue.

use anyhow::Context;
use std::{fmt, future::Future};
use tokio::signal::unix::{Signal, SignalKind, signal};

/// The signals, received from the creation on. Rocket would install its own only some time after
/// it reports that it is running; a signal before that would kill the process.
pub struct StopSignals {
    interrupt: Signal,
    terminate: Signal,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StopSignal {
    /// Ctrl-C: a person waits.
    Interrupt,
    /// SIGTERM: the service manager.
    Terminate,
}

impl StopSignals {
    pub fn listen() -> anyhow::Result<StopSignals> {
        Ok(StopSignals {
            interrupt: signal(SignalKind::interrupt()).context("listening for Ctrl-C")?,
            terminate: signal(SignalKind::terminate()).context("listening for SIGTERM")?,
        })
    }

    pub async fn next(&mut self) -> StopSignal {
        tokio::select! {
            _ = self.interrupt.recv() => StopSignal::Interrupt,
            _ = self.terminate.recv() => StopSignal::Terminate,
        }
    }
}

/// The result of the work; none if a signal came first, and then the work was dropped. Work that is dropped must be
/// repeatable at any point.
pub async fn unless_stopped<T>(work: impl Future<Output = T>) -> anyhow::Result<Option<T>> {
    let mut signals = StopSignals::listen()?;
    tokio::select! {
        done = work => Ok(Some(done)),
        _ = signals.next() => Ok(None),
    }
}

/// A command was stopped by a signal. The text says what was done and how to continue.
#[derive(Debug)]
pub struct Stopped(pub String);

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Stopped {}
