//! `injaaz decode-picture`: the child process in which the server decodes pictures. Hidden, because only the server can
//! use its output (`app::picture_decoder`).

use crate::app::picture_decoder::worker::{self, WorkerLimits};
use clap::Args;

#[derive(Debug, Args)]
pub struct DecodePicture {
    /// Limit of address space in bytes.
    #[arg(long)]
    memory_bytes: u64,
    /// Processor time for one picture in seconds.
    #[arg(long)]
    processor_seconds: u64,
}

impl DecodePicture {
    pub fn run(self) -> anyhow::Result<()> {
        worker::run(WorkerLimits { memory: self.memory_bytes, processor_seconds: self.processor_seconds })
    }
}
