//! The main loop of the child process: reads a picture, decodes it, replies, until its input ends.

use super::wire::{self, HEADER, READY};
use crate::reports::pictures::render;
use anyhow::Context;
use rustix::{
    process::{Resource, Rlimit, setrlimit},
    time::{ClockId, clock_gettime},
};
use std::{
    fs::File,
    io::{self, Read, Write},
    os::fd::AsFd,
};

/// The limits that a child sets for itself.
#[derive(Clone, Copy, Debug)]
pub struct WorkerLimits {
    /// Address space in bytes, including the program itself.
    pub memory: u64,
    /// Processor time for one picture in seconds.
    pub processor_seconds: u64,
}

/// Sets the limits of this process, reports that it is ready, and decodes pictures from standard input until it ends.
///
/// # Errors
/// The limits cannot be set, or the server closed the pipe within a message.
pub fn run(limits: WorkerLimits) -> anyhow::Result<()> {
    // Files without buffering, unlike the standard library's handles.
    let mut input = File::from(io::stdin().as_fd().try_clone_to_owned()?);
    let mut output = File::from(io::stdout().as_fd().try_clone_to_owned()?);
    restrict(limits).context("the limits of this process cannot be set")?;
    output.write_all(&READY)?;
    let mut header = [0; HEADER];
    while next(&mut input, &mut header)? {
        let (purpose, length) = wire::read_request_header(header)?;
        allow_processor_time(limits.processor_seconds)?;
        let mut picture = vec![0; length];
        input.read_exact(&mut picture)?;
        output.write_all(&wire::reply(&render(purpose, &picture)))?;
    }
    Ok(())
}

/// Limits the memory, and forbids files, processes and core dumps.
fn restrict(limits: WorkerLimits) -> io::Result<()> {
    for (resource, most) in [
        (Resource::As, limits.memory),
        (Resource::Core, 0),
        (Resource::Fsize, 0),
        (Resource::Nproc, 0),
        (Resource::Nofile, 0),
    ] {
        setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })?;
    }
    Ok(())
}

/// The limit of the system is for the total processor time, so it is raised for each picture.
fn allow_processor_time(seconds: u64) -> io::Result<()> {
    let used = u64::try_from(clock_gettime(ClockId::ProcessCPUTime).tv_sec).unwrap_or_default();
    setrlimit(Resource::Cpu, Rlimit { current: Some(used + seconds + 1), maximum: None })?;
    Ok(())
}

/// Reads the header of the next request; false at the end of the input.
fn next(input: &mut impl Read, header: &mut [u8; HEADER]) -> io::Result<bool> {
    match input.read_exact(header) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}
