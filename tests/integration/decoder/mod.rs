//! The picture decoder with malicious input: what it affects, and that nothing else is affected.
//!
//! - `crafted` makes small files that need many resources;
//! - `bounds` decodes them, and `mutated` thousands of broken ones, under limits of memory and time;
//! - `pool` tests children that crash, hang and wait; `server` sends crafted pictures to the real program.

mod bounds;
pub mod crafted;
mod mutated;
mod pool;
mod server;

use bytes::Bytes;
use injaaz::{
    app::picture_decoder::{DecoderLimits, PictureDecoder, worker::WorkerLimits},
    domain::upload::FileRefusal,
    reports::pictures::{Purpose, Renditions},
};
use std::{path::Path, time::Duration};

/// Address space of a child for small pictures; the program itself takes about half of it.
const SMALL: u64 = 256 << 20;

fn limits() -> DecoderLimits {
    let worker = WorkerLimits { memory: SMALL, processor_seconds: 10 };
    DecoderLimits { deadline: Duration::from_secs(60), worker, ..DecoderLimits::default() }
}

fn decoder(limits: DecoderLimits) -> PictureDecoder {
    let decoder = PictureDecoder::new(limits).expect("a decoder");
    decoder.use_program(Path::new(env!("CARGO_BIN_EXE_injaaz")));
    decoder
}

async fn render(decoder: &PictureDecoder, bytes: &[u8]) -> Result<Renditions, FileRefusal> {
    let admission = decoder.admit().await?;
    admission.render(Purpose::Photo, Bytes::copy_from_slice(bytes)).await.expect("a child")
}
