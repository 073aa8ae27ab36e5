//! WebP structure: the chunks of the file. The decoder gets one picture (of an animation the first frame) with a header
//! without metadata.
//!
//! Each coded picture states its own size, which must be the size that the file states, because decoders allocate
//! memory by the former.

use super::{
    parts::{Container, MAX_PARTS, check_size, without_exif_name},
    profile::Profile,
};
use crate::domain::upload::{FileRefusal, PictureType};
use std::borrow::Cow;

const HEADER: usize = 12;
const ANIMATION: u8 = 0x02;
const ALPHA: u8 = 0x10;
/// The limit for an animation, whose canvas needs twice the memory of a picture.
const ANIMATION_MEGAPIXELS: u32 = 32;
/// The fields of an animation frame before its chunks: position, size, duration, flags.
const FRAME_HEADER: usize = 16;

#[derive(Clone, Copy)]
struct Chunk<'a> {
    kind: &'a [u8; 4],
    content: &'a [u8],
    /// The chunk with its header and padding.
    whole: &'a [u8],
}

/// The first chunk of each relevant type.
#[derive(Default)]
struct ChunkIndex<'a> {
    exif: Option<Chunk<'a>>,
    profile: Option<Chunk<'a>>,
    alpha: Option<Chunk<'a>>,
    image: Option<Chunk<'a>>,
    animation: Option<Chunk<'a>>,
    frame: Option<Chunk<'a>>,
}

/// Size and compression of a coded picture.
struct Coded {
    width: u32,
    height: u32,
    lossless: bool,
}

pub fn open(bytes: &[u8], megapixels: u32) -> Result<Container<'_>, FileRefusal> {
    // Chunks of a truncated file are refused; the decoder would fill the missing part with black. A stated size that is
    // too large does no harm if the chunks are complete.
    let stated = bytes.get(4..8).and_then(|b| b.try_into().ok()).map(u32::from_le_bytes).ok_or(FileRefusal::Damaged)?;
    let end = usize::try_from(stated).ok().and_then(|stated| stated.checked_add(8)).ok_or(FileRefusal::Damaged)?;
    let body = bytes.get(HEADER..end.min(bytes.len())).ok_or(FileRefusal::Damaged)?;
    let first = chunk(body).ok_or(FileRefusal::Damaged)?;
    if first.kind != b"VP8X" {
        let coded = coded(first)?;
        check_size(coded.width, coded.height, megapixels)?;
        let bytes_per_pixel = if coded.lossless { 16 } else { 9 };
        return Ok(container(
            &coded,
            megapixels,
            bytes_per_pixel,
            &ChunkIndex::default(),
            vec![Cow::Borrowed(first.whole)],
        ));
    }
    let header = first.content.first_chunk::<10>().ok_or(FileRefusal::Damaged)?;
    let flags = header.first().copied().unwrap_or_default();
    let (width, height) = (u24(header, 4)? + 1, u24(header, 7)? + 1);
    let moves = flags & ANIMATION != 0;
    let megapixels = if moves { megapixels.min(ANIMATION_MEGAPIXELS) } else { megapixels };
    check_size(width, height, megapixels)?;
    let found = walk(body.get(first.whole.len()..).unwrap_or_default())?;
    let size = (width, height, megapixels);
    if moves { animated(header, size, &found) } else { still_image(header, size, &found) }
}

/// Width, height, and the limit for which they were checked.
type Size = (u32, u32, u32);

fn still_image<'a>(
    header: &[u8; 10],
    (width, height, megapixels): Size,
    found: &ChunkIndex<'a>,
) -> Result<Container<'a>, FileRefusal> {
    let image = found.image.ok_or(FileRefusal::Damaged)?;
    let coded = coded(image)?;
    if (coded.width, coded.height) != (width, height) {
        return Err(FileRefusal::Damaged);
    }
    let alpha = found.alpha.filter(|_| !coded.lossless);
    // A lossless picture contains its transparency; a lossy one has it in a separate chunk.
    let flag = header.first().copied().unwrap_or_default() & ALPHA;
    let flag = if coded.lossless { flag } else { flag.min(if alpha.is_some() { ALPHA } else { 0 }) };
    let parts = alpha.into_iter().filter(|_| flag != 0).chain([image]).map(|part| Cow::Borrowed(part.whole)).collect();
    let half_bytes_per_pixel = match (coded.lossless, flag != 0) {
        (true, _) => 16,
        (false, false) => 9,
        (false, true) => 21,
    };
    Ok(container(&coded, megapixels, half_bytes_per_pixel, found, extended(header, flag, parts)))
}

fn animated<'a>(
    header: &[u8; 10],
    (width, height, megapixels): Size,
    found: &ChunkIndex<'a>,
) -> Result<Container<'a>, FileRefusal> {
    let (animation, frame) = found.animation.zip(found.frame).ok_or(FileRefusal::Damaged)?;
    let (frame_width, frame_height) = (u24(frame.content, 6)? + 1, u24(frame.content, 9)? + 1);
    let inside = walk(frame.content.get(FRAME_HEADER..).unwrap_or_default())?;
    let coded = coded(inside.image.ok_or(FileRefusal::Damaged)?)?;
    if (coded.width, coded.height) != (frame_width, frame_height) || frame_width > width || frame_height > height {
        return Err(FileRefusal::Damaged);
    }
    let flag = header.first().copied().unwrap_or_default() & ALPHA;
    let parts = vec![Cow::Borrowed(animation.whole), Cow::Borrowed(frame.whole)];
    let canvas = Coded { width, height, ..coded };
    Ok(container(&canvas, megapixels, 33, found, extended(header, flag | ANIMATION, parts)))
}

fn container<'a>(
    coded: &Coded,
    megapixels: u32,
    half_bytes_per_pixel: u64,
    found: &ChunkIndex<'a>,
    parts: Vec<Cow<'a, [u8]>>,
) -> Container<'a> {
    let size: usize = parts.iter().map(|part| part.len()).sum();
    let size = u32::try_from(size + 4).unwrap_or(u32::MAX).to_le_bytes();
    let mut essential = vec![Cow::Owned([b"RIFF".as_slice(), &size, b"WEBP"].concat())];
    essential.extend(parts);
    Container {
        kind: PictureType::WebP,
        width: coded.width,
        height: coded.height,
        megapixels,
        half_bytes_per_pixel,
        exif: found.exif.map(|chunk| without_exif_name(chunk.content)),
        profile: found.profile.map_or(Profile::None, |chunk| Profile::Plain(chunk.content)),
        essential,
    }
}

/// The extended header with only these flags, followed by the parts.
fn extended<'a>(header: &[u8; 10], flags: u8, parts: Vec<Cow<'a, [u8]>>) -> Vec<Cow<'a, [u8]>> {
    let mut header = *header;
    if let Some(first) = header.first_mut() {
        *first = flags;
    }
    let mut all = vec![Cow::Owned([b"VP8X\x0a\0\0\0".as_slice(), &header].concat())];
    all.extend(parts);
    all
}

/// The chunk at the beginning of the bytes; `None` if it is incomplete. The padding of the last chunk may be missing.
fn chunk(bytes: &[u8]) -> Option<Chunk<'_>> {
    let (kind, rest) = bytes.split_first_chunk::<4>()?;
    let (length, rest) = rest.split_first_chunk::<4>()?;
    let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
    let content = rest.get(..length)?;
    let whole = bytes.get(..8 + length + length % 2).unwrap_or(bytes);
    Some(Chunk { kind, content, whole })
}

fn walk(bytes: &[u8]) -> Result<ChunkIndex<'_>, FileRefusal> {
    let (mut found, mut rest) = (ChunkIndex::default(), bytes);
    for _ in 0..MAX_PARTS {
        let Some(next) = chunk(rest) else { return Ok(found) };
        let place = match next.kind {
            b"EXIF" => Some(&mut found.exif),
            b"ICCP" => Some(&mut found.profile),
            b"ALPH" => Some(&mut found.alpha),
            b"VP8 " | b"VP8L" => Some(&mut found.image),
            b"ANIM" => Some(&mut found.animation),
            b"ANMF" => Some(&mut found.frame),
            _ => None,
        };
        if let Some(place) = place {
            place.get_or_insert(next);
        }
        rest = rest.get(next.whole.len()..).unwrap_or_default();
    }
    Err(FileRefusal::Damaged)
}

/// The size from the header of the coded picture.
fn coded(chunk: Chunk<'_>) -> Result<Coded, FileRefusal> {
    match (chunk.kind, chunk.content) {
        (b"VP8 ", [_, _, _, 0x9d, 0x01, 0x2a, w0, w1, h0, h1, ..]) => {
            let side = |low, high| u32::from(u16::from_le_bytes([low, high]) & 0x3fff);
            Ok(Coded { width: side(*w0, *w1), height: side(*h0, *h1), lossless: false })
        }
        (b"VP8L", [0x2f, a, b, c, d, ..]) => {
            let sizes = u32::from_le_bytes([*a, *b, *c, *d]);
            Ok(Coded { width: (sizes & 0x3fff) + 1, height: (sizes >> 14 & 0x3fff) + 1, lossless: true })
        }
        _ => Err(FileRefusal::Damaged),
    }
}

fn u24(bytes: &[u8], at: usize) -> Result<u32, FileRefusal> {
    match bytes.get(at..at + 3) {
        Some([a, b, c]) => Ok(u32::from_le_bytes([*a, *b, *c, 0])),
        _ => Err(FileRefusal::Damaged),
    }
}
