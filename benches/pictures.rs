//! Pictures: the cost of decoding in a child process, compared with decoding in the server process.

use super::{
    bench_env::BenchEnv,
    form::photo,
    process::{memory, memory_of_family},
    settings::Settings,
    table::{Table, median, megabytes, number},
};
use anyhow::anyhow;
use bytes::Bytes;
use image::{ImageFormat, Rgb, RgbImage};
use injaaz::{
    app::picture_decoder::{DecoderLimits, PictureDecoder},
    reports::pictures::{Purpose, render},
};
use std::{io::Cursor, path::Path, process, time::Instant};
use tokio::runtime::Runtime;

/// Pictures sent at the same time, to measure their total memory.
const AT_ONCE: usize = 12;

pub fn run(_: &BenchEnv, settings: &Settings) -> anyhow::Result<()> {
    let runtime = Runtime::new()?;
    let decoder = {
        let _entered = runtime.enter();
        PictureDecoder::new(DecoderLimits::default())?
    };
    decoder.use_program(Path::new(env!("CARGO_BIN_EXE_injaaz")));
    let mut table = Table::new(&["picture", "kB", "ms here", "ms in a child", "ms more"]);
    for (name, file) in [
        ("signature, 1200 × 400, PNG", encoded(1_200, 400, ImageFormat::Png)?),
        ("photo, 1600 × 1200", photo(1)),
        ("photo, 4000 × 3000", encoded(4_000, 3_000, ImageFormat::Jpeg)?),
        ("photo, 8000 × 6000", encoded(8_000, 6_000, ImageFormat::Jpeg)?),
    ] {
        let (mut here, mut there) = (Vec::new(), Vec::new());
        let started = Instant::now();
        // In turns, so that other load affects both.
        while started.elapsed() < settings.time || here.len() < 5 {
            here.push(milliseconds(|| render(Purpose::Photo, &file).map(drop).map_err(|r| anyhow!("{r:?}")))?);
            there.push(milliseconds(|| runtime.block_on(in_child(&decoder, &file)))?);
        }
        let more = here.iter().zip(&there).map(|(here, there)| there - here);
        table.row([
            name.to_owned(),
            number(file.len() as f64 / 1_000.0),
            number(median(here.iter().copied())),
            number(median(there.iter().copied())),
            number(median(more)),
        ]);
    }
    table.print("## Pictures, in the server's process and in a child");
    together(&runtime, &decoder)
}

/// Twelve of the largest at once; the memory budget makes them wait for each other.
fn together(runtime: &Runtime, decoder: &PictureDecoder) -> anyhow::Result<()> {
    let file = encoded(8_000, 6_000, ImageFormat::Jpeg)?;
    let started = Instant::now();
    runtime.block_on(futures::future::try_join_all((0..AT_ONCE).map(|_| in_child(decoder, &file))))?;
    let mut table = Table::new(&["at once", "seconds", "peaks of all decoders", "afterwards"]);
    let seconds = started.elapsed().as_secs_f64();
    let (all, own) = (memory_of_family(process::id())?, memory(process::id())?);
    let (peaks, now) = (all.peak - own.peak, all.now - own.now);
    table.row([format!("{AT_ONCE} photos, 8000 × 6000"), number(seconds), megabytes(peaks), megabytes(now)]);
    table.print("## Large pictures at once");
    Ok(())
}

async fn in_child(decoder: &PictureDecoder, file: &[u8]) -> anyhow::Result<()> {
    let admission = decoder.admit().await.map_err(|refusal| anyhow!("{refusal:?}"))?;
    let rendered = admission.render(Purpose::Photo, Bytes::copy_from_slice(file)).await?;
    rendered.map(drop).map_err(|refusal| anyhow!("{refusal:?}"))
}

fn milliseconds(work: impl FnOnce() -> anyhow::Result<()>) -> anyhow::Result<f64> {
    let started = Instant::now();
    work()?;
    Ok(started.elapsed().as_secs_f64() * 1_000.0)
}

/// A picture with fine detail, as a camera's has.
fn encoded(width: u32, height: u32, format: ImageFormat) -> anyhow::Result<Vec<u8>> {
    let picture = RgbImage::from_fn(width, height, |x, y| {
        let grain = (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503)).wrapping_mul(2_246_822_519) >> 28;
        Rgb([(x * 255 / width) as u8, (y * 255 / height) as u8, 96 + 4 * grain as u8])
    });
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format)?;
    Ok(bytes.into_inner())
}
