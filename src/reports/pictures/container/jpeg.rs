//! JPEG structure: the segments from the start to the end of the image.
//!
//! Application segments (`APP1` to `APP13`, `APP15`) and comments are removed from the input of the decoder, except
//! Adobe's `APP14`, which specifies the colour encoding. Bytes after the end of the image are removed too.

use super::{
    parts::{Container, Kept, MAX_PARTS, check_size, u16_be, without_exif_name},
    profile::Profile,
};
use crate::domain::upload::{PictureType, Refusal};

/// Progressive images have about ten scans; more of them only cost time.
const MAX_SCANS: usize = 32;

/// The maximum number of profile segments, because their numbers are bytes. A profile with more is not read.
const MAX_PIECES: usize = 255;

const START_OF_IMAGE: u8 = 0xd8;
const END_OF_IMAGE: u8 = 0xd9;
const START_OF_SCAN: u8 = 0xda;
const COMMENT: u8 = 0xfe;

/// The content of a frame header.
struct Frame {
    width: u32,
    height: u32,
    components: u64,
    /// Samples of all components per pixel, times two: 6 without subsampling, 3 for 4:2:0.
    half_samples: u64,
    progressive: bool,
}

pub fn open(bytes: &[u8], megapixels: u32) -> Result<Container<'_>, Refusal> {
    let mut kept = Kept::default();
    let (mut exif, mut pieces) = (None, Vec::new());
    let (mut frame, mut interleaved) = (None::<Frame>, true);
    let (mut at, mut scans) = (0, 0);
    for _ in 0..MAX_PARTS {
        let Marker { code: marker, start, after } = next_marker(bytes, at).ok_or(Refusal::Damaged)?;
        if marker == END_OF_IMAGE {
            let Some(frame) = frame.filter(|_| scans > 0) else { return Err(Refusal::Damaged) };
            kept.keep(at, after);
            // Progressive and non-interleaved images need the coefficients of the whole image in memory.
            let coefficients = if frame.progressive || !interleaved { 2 * frame.half_samples } else { 0 };
            return Ok(Container {
                kind: PictureType::Jpeg,
                width: frame.width,
                height: frame.height,
                half_bytes_per_pixel: 2 * frame.components.min(3) + coefficients,
                exif,
                profile: if pieces.is_empty() { Profile::None } else { Profile::Pieces(pieces) },
                essential: kept.slices(bytes),
            });
        }
        if marker == START_OF_IMAGE {
            kept.keep(at, after);
            at = after;
            continue;
        }
        let length = u16_be(bytes, after).filter(|length| *length >= 2).ok_or(Refusal::Damaged)?;
        let end = after + usize::from(length);
        let content = bytes.get(after + 2..end).ok_or(Refusal::Damaged)?;
        let dropped = matches!(marker, 0xe1..=0xed | 0xef | COMMENT);
        match marker {
            0xe1 if content.starts_with(b"Exif\0\0") => exif = exif.or(Some(without_exif_name(content))),
            0xe2 if pieces.len() <= MAX_PIECES => pieces.extend(profile_piece(content)),
            START_OF_SCAN => {
                scans += 1;
                let components = content.first().copied().unwrap_or_default();
                interleaved &= frame.as_ref().is_some_and(|frame| frame.components == u64::from(components));
            }
            _ if is_frame(marker) => {
                if frame.is_some() {
                    return Err(Refusal::Damaged);
                }
                frame = Some(read_frame(marker, content, megapixels)?);
            }
            _ => {}
        }
        // The bytes before the segment are scan data; they are kept also if the segment is removed.
        kept.keep(at, if dropped { start } else { end });
        if scans > MAX_SCANS {
            return Err(Refusal::Damaged);
        }
        at = end;
    }
    Err(Refusal::Damaged)
}

/// All start-of-frame markers. The decoder refuses those that it does not support.
fn is_frame(marker: u8) -> bool {
    matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc)
}

fn read_frame(marker: u8, content: &[u8], megapixels: u32) -> Result<Frame, Refusal> {
    let side = |at| u16_be(content, at).map(u32::from).ok_or(Refusal::Damaged);
    let (height, width) = (side(1)?, side(3)?);
    check_size(width, height, megapixels)?;
    let components = content.get(5).copied().map(u64::from).ok_or(Refusal::Damaged)?;
    let factors: Vec<(u64, u64)> = content
        .get(6..)
        .unwrap_or_default()
        .chunks_exact(3)
        .filter_map(|component| component.get(1))
        .map(|sampling| (u64::from(sampling >> 4), u64::from(sampling & 15)))
        .collect();
    let most = |side: fn(&(u64, u64)) -> u64| factors.iter().map(side).max().filter(|most| (1..=4).contains(most));
    let (Some(across), Some(down)) = (most(|f| f.0), most(|f| f.1)) else { return Err(Refusal::Damaged) };
    if !(1..=4).contains(&components) || factors.len() as u64 != components {
        return Err(Refusal::Damaged);
    }
    let samples: u64 = factors.iter().map(|(h, v)| h * v).sum();
    Ok(Frame {
        width,
        height,
        components,
        half_samples: (2 * samples).div_ceil(across * down),
        progressive: !matches!(marker, 0xc0 | 0xc1),
    })
}

fn profile_piece(content: &[u8]) -> Option<(u8, u8, &[u8])> {
    match content.strip_prefix(b"ICC_PROFILE\0")? {
        [number, of, bytes @ ..] => Some((*number, *of, bytes)),
        _ => None,
    }
}

struct Marker {
    code: u8,
    /// The position of its `ff`.
    start: usize,
    after: usize,
}

/// The next marker at or after a position, except restart markers. Compressed data contains no other markers: each `ff`
/// in it is followed by a zero.
fn next_marker(bytes: &[u8], from: usize) -> Option<Marker> {
    let mut at = from;
    loop {
        at += bytes.get(at..)?.iter().position(|byte| *byte == 0xff)? + 1;
        match bytes.get(at)? {
            0x00 | 0x01 | 0xd0..=0xd7 => at += 1,
            0xff => {}
            code => return Some(Marker { code: *code, start: at - 1, after: at + 1 }),
        }
    }
}
