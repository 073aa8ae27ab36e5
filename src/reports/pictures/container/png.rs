//! PNG structure: the chunks of the file. The decoder gets the critical chunks and `tRNS`.

use super::{
    parts::{Container, KeptRanges, MAX_PARTS, check_size, u32_be, without_exif_name},
    profile::Profile,
};
use crate::domain::upload::{FileRefusal, PictureType};
use std::borrow::Cow;

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// The last chunk of a file.
const END: &[u8] = b"\0\0\0\0IEND\xae\x42\x60\x82";

/// Length, type and checksum of a chunk.
const AROUND: usize = 12;

pub fn open(bytes: &[u8], megapixels: u32) -> Result<Container<'_>, FileRefusal> {
    let mut at = SIGNATURE.len();
    let header = chunk(bytes, at).filter(|(kind, content, _)| *kind == b"IHDR" && content.len() == 13);
    let Some((_, header, end)) = header.filter(|_| bytes.starts_with(SIGNATURE)) else {
        return Err(FileRefusal::Damaged);
    };
    let side = |at| u32_be(header, at).ok_or(FileRefusal::Damaged);
    let (width, height) = (side(0)?, side(4)?);
    check_size(width, height, megapixels)?;
    let mut kept = KeptRanges::default();
    kept.keep(0, end);
    at = end;
    let (mut exif, mut profile, mut transparent, mut data) = (None, Profile::None, false, false);
    let (mut ended, mut without_end) = (false, false);
    for _ in 0..MAX_PARTS {
        let Some((kind, content, end)) = chunk(bytes, at) else {
            // Whether all rows are present is left to the decoder, which needs an end.
            without_end = bytes.len() - at.min(bytes.len()) < AROUND;
            if !without_end {
                kept.keep(at, bytes.len());
            }
            ended = true;
            break;
        };
        match kind {
            b"eXIf" => exif = exif.or(Some(without_exif_name(content))),
            b"iCCP" if matches!(profile, Profile::None) => profile = deflated_profile(content),
            // An upper-case first letter marks a critical chunk.
            _ if kind == b"tRNS" || kind.first().is_some_and(u8::is_ascii_uppercase) => {
                transparent |= kind == b"tRNS";
                data |= kind == b"IDAT";
                kept.keep(at, end);
            }
            _ => {}
        }
        at = end;
        if kind == b"IEND" {
            ended = true;
            break;
        }
    }
    if !ended || !data {
        return Err(FileRefusal::Damaged);
    }
    let mut essential = kept.slices(bytes);
    if without_end {
        essential.push(Cow::Borrowed(END));
    }
    Ok(Container {
        kind: PictureType::Png,
        width,
        height,
        megapixels,
        half_bytes_per_pixel: 2 * bytes_per_pixel(header, transparent)?,
        exif,
        profile,
        essential,
    })
}

/// Type, content and end of the chunk at this position; `None` if it is incomplete.
fn chunk(bytes: &[u8], at: usize) -> Option<(&[u8; 4], &[u8], usize)> {
    let length = usize::try_from(u32_be(bytes, at)?).ok()?;
    let end = at.checked_add(length)?.checked_add(AROUND)?;
    let (kind, rest) = bytes.get(at + 4..end)?.split_first_chunk::<4>()?;
    Some((kind, rest.get(..length)?, end))
}

/// Bytes per pixel of the decoded picture, plus the copy that is made of one with transparency.
fn bytes_per_pixel(header: &[u8], transparent: bool) -> Result<u64, FileRefusal> {
    let (depth, colour) = match header {
        [.., depth, colour, _, _, _] => (*depth, *colour),
        _ => return Err(FileRefusal::Damaged),
    };
    let (channels, alpha) = match colour {
        0 => (1, transparent),
        2 => (3, transparent),
        3 => (3, transparent),
        4 => (1, true),
        6 => (3, true),
        _ => return Err(FileRefusal::Damaged),
    };
    let sample = if depth == 16 { 2 } else { 1 };
    Ok((channels + u64::from(alpha)) * sample + if alpha { 4 } else { 0 })
}

/// Content of `iCCP`: a name of up to 79 bytes terminated by a zero, the compression method, and the profile.
fn deflated_profile(content: &[u8]) -> Profile<'_> {
    let name = content.iter().take(80).position(|byte| *byte == 0);
    match name.and_then(|end| content.get(end + 1..)) {
        Some([0, deflated @ ..]) => Profile::Deflated(deflated),
        _ => Profile::None,
    }
}
