//! One decoder child process, from the side of the server.

use super::{
    wire::{self, LENGTH, READY},
    worker::WorkerLimits,
};
use crate::{
    domain::upload::FileRefusal,
    reports::pictures::{Purpose, Renditions},
};
use anyhow::{Context, ensure};
use std::{fmt, io, path::Path, process::Stdio, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    process::{Child, ChildStdin, ChildStdout, Command},
    time::timeout,
};

/// The time limit for a child to report that it is ready; generous, for busy machines.
const START: Duration = Duration::from_secs(20);

/// The requested size of the pipes, so that renditions fit at once and photos need few writes.
const PIPE: usize = 1 << 20;

/// Why a child gave no reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    Died,
    TooSlow,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Failure::Died => "its decoder ended",
            Failure::TooSlow => "its decoder took too long",
        })
    }
}

/// A child that waits for pictures. Dropping it kills it.
pub struct Process {
    child: Child,
    input: ChildStdin,
    output: ChildStdout,
}

impl Process {
    /// Starts a child and waits until it has set its limits.
    pub async fn start(program: &Path, limits: WorkerLimits) -> anyhow::Result<Process> {
        let mut command = Command::new(program);
        command
            .arg0("injaaz")
            .arg("decode-picture")
            .arg(format!("--memory-bytes={}", limits.memory))
            .arg(format!("--processor-seconds={}", limits.processor_seconds))
            // No secrets in the environment: a malicious picture may take over the decoder.
            .env_clear()
            .current_dir("/")
            // Ctrl-C in a terminal is only for the server, which lets uploads in progress finish.
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true);
        let mut child = command.spawn().context("no process can be started to decode a picture")?;
        let (input, output) = child.stdin.take().zip(child.stdout.take()).context("a process without pipes")?;
        // A smaller pipe works too, but is slower.
        let _ = rustix::pipe::fcntl_setpipe_size(&input, PIPE);
        let _ = rustix::pipe::fcntl_setpipe_size(&output, PIPE);
        let mut process = Process { child, input, output };
        let mut greeting = [0; READY.len()];
        let ready = timeout(START, process.output.read_exact(&mut greeting)).await;
        ensure!(
            matches!(ready, Ok(Ok(_))) && greeting == READY,
            "the process that decodes pictures does not start: {}",
            process.end().await
        );
        Ok(process)
    }

    /// Sends a picture and waits for the reply, without a time limit. After an error the child must not be used again.
    pub async fn render(&mut self, purpose: Purpose, bytes: &[u8]) -> io::Result<Result<Renditions, FileRefusal>> {
        let header = wire::request_header(purpose, bytes.len())?;
        self.input.write_all(&header).await?;
        self.input.write_all(bytes).await?;
        let mut length = [0; LENGTH];
        self.output.read_exact(&mut length).await?;
        let mut reply = vec![0; wire::reply_length(length)?];
        self.output.read_exact(&mut reply).await?;
        wire::read_reply(&reply)
    }

    /// Kills the child; returns its exit status if it had already ended.
    pub async fn end(mut self) -> String {
        // A child that has closed its pipes is about to exit, and its own status is more informative.
        if let Ok(Ok(status)) = timeout(Duration::from_millis(200), self.child.wait()).await {
            return status.to_string();
        }
        match self.child.kill().await {
            Ok(()) => "killed".to_owned(),
            Err(error) => error.to_string(),
        }
    }
}
