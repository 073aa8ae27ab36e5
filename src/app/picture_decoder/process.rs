//! One child process that decodes, seen from the server.

use super::{
    wire::{self, LENGTH, READY},
    worker::WorkerLimits,
};
use crate::{
    domain::upload::Refusal,
    reports::pictures::{Purpose, Renditions},
};
use anyhow::{Context, ensure};
use std::{fmt, io, path::Path, process::Stdio, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    process::{Child, ChildStdin, ChildStdout, Command},
    time::timeout,
};

/// How long a child may take to say that it is ready; on a busy machine far more than it needs.
const START: Duration = Duration::from_secs(20);

/// What a pipe holds, where the system allows it: whole renditions, and a photo in a few pieces.
const PIPE: usize = 1 << 20;

/// Why a child gave no answer.
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
    /// Starts a child and waits until it has limited itself.
    pub async fn start(program: &Path, limits: WorkerLimits) -> anyhow::Result<Process> {
        let mut command = Command::new(program);
        command
            .arg0("injaaz")
            .arg("decode-picture")
            .arg(format!("--memory-bytes={}", limits.memory))
            .arg(format!("--processor-seconds={}", limits.processor_seconds))
            // No keys, no passwords: a picture may get a decoder to do anything.
            .env_clear()
            .current_dir("/")
            // Ctrl-C in a terminal is for the server, which lets uploads end that have begun.
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true);
        let mut child = command.spawn().context("no process can be started to decode a picture")?;
        let (input, output) = child.stdin.take().zip(child.stdout.take()).context("a process without pipes")?;
        // A smaller pipe works too, a little slower.
        let _ = rustix::pipe::fcntl_setpipe_size(&input, PIPE);
        let _ = rustix::pipe::fcntl_setpipe_size(&output, PIPE);
        let mut process = Process { child, input, output };
        let mut said = [0; READY.len()];
        let ready = timeout(START, process.output.read_exact(&mut said)).await;
        ensure!(
            matches!(ready, Ok(Ok(_))) && said == READY,
            "the process that decodes pictures does not come up: {}",
            process.end().await
        );
        Ok(process)
    }

    /// Sends a picture and waits for what comes of it, without a limit of time. After an error the child is of no more
    /// use.
    pub async fn render(&mut self, purpose: Purpose, bytes: &[u8]) -> io::Result<Result<Renditions, Refusal>> {
        let header = wire::request_header(purpose, bytes.len())?;
        self.input.write_all(&header).await?;
        self.input.write_all(bytes).await?;
        let mut length = [0; LENGTH];
        self.output.read_exact(&mut length).await?;
        let mut reply = vec![0; wire::reply_length(length)?];
        self.output.read_exact(&mut reply).await?;
        wire::read_reply(&reply)
    }

    /// Kills the child; answers how it had ended if it was dead already.
    pub async fn end(mut self) -> String {
        // What has closed its pipes is about to end by itself, and its status tells more than ours.
        if let Ok(Ok(status)) = timeout(Duration::from_millis(200), self.child.wait()).await {
            return status.to_string();
        }
        match self.child.kill().await {
            Ok(()) => "killed".to_owned(),
            Err(error) => error.to_string(),
        }
    }
}
