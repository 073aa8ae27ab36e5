//! `injaaz decode-picture`: the child process in which the server decodes pictures. Hidden, because only a server makes
//! sense of what it says (`app::picture_decoder`).

use crate::app::picture_decoder::worker::{self, WorkerLimits};
use clap::Args;

#[derive(Debug, Args)]
pub struct DecodePicture {
    /// Bytes of address space.
    #[arg(long)]
    memory_bytes: u64,
    /// Seconds of processor time for one picture.
    #[arg(long)]
    processor_seconds: u64,
}

impl DecodePicture {
    pub fn run(self) -> anyhow::Result<()> {
        worker::run(WorkerLimits { memory: self.memory_bytes, processor_seconds: self.processor_seconds })
    }
}
