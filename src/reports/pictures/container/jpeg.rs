//! JPEG structure: the segments up to the first scan.
//!
//! What follows is left to `super::super::jpeg`, which reads every coded byte and gives the decoder a file without
//! metadata. So a file without end marker, or with other data behind the picture, passes here.

use super::{
    frame::{Frame, is_frame},
    parts::{Container, MAX_PARTS, PixelLimit, check_size, without_exif_name},
    profile::Profile,
    segments::{END_OF_IMAGE, START_OF_SCAN, Segment, next_segment},
};
use crate::domain::upload::{FileRefusal, PictureType};
use std::borrow::Cow;

/// The maximum number of profile segments, because their numbers are bytes. A profile with more is not read.
const MAX_PIECES: usize = 255;

pub fn open(bytes: &[u8], limit: PixelLimit) -> Result<Container<'_>, FileRefusal> {
    let (mut exif, mut pieces, mut frame, mut at) = (None, Vec::new(), None::<Frame>, 0);
    for _ in 0..MAX_PARTS {
        let Segment { code, content, end, .. } = next_segment(bytes, at).ok_or(FileRefusal::Damaged)?;
        match code {
            0xe1 if content.starts_with(b"Exif\0\0") => exif = exif.or(Some(without_exif_name(content))),
            0xe2 if pieces.len() <= MAX_PIECES => pieces.extend(profile_piece(content)),
            START_OF_SCAN => {
                let frame = frame.ok_or(FileRefusal::Damaged)?;
                let of_scan = content.first().copied().map_or(0, usize::from);
                let one_scan = !frame.progressive && of_scan == frame.components.len();
                let megapixels = if one_scan { limit.one_scan_jpeg } else { limit.megapixels };
                check_size(frame.width, frame.height, megapixels)?;
                let colours = frame.components.len().min(3) as u64;
                // Several scans need 16-bit coefficients for each sample, and one bit that says whether it is set.
                let coefficients = if one_scan { 0 } else { (2 * frame.half_samples() * 17).div_ceil(16) };
                return Ok(Container {
                    kind: PictureType::Jpeg,
                    width: frame.width,
                    height: frame.height,
                    megapixels,
                    half_bytes_per_pixel: 2 * colours + coefficients,
                    exif,
                    profile: if pieces.is_empty() { Profile::None } else { Profile::Pieces(pieces) },
                    essential: vec![Cow::Borrowed(bytes)],
                });
            }
            END_OF_IMAGE => return Err(FileRefusal::Damaged),
            _ if is_frame(code) => {
                if frame.is_some() {
                    return Err(FileRefusal::Damaged);
                }
                frame = Some(Frame::read(code, content)?);
            }
            _ => {}
        }
        at = end;
    }
    Err(FileRefusal::Damaged)
}

fn profile_piece(content: &[u8]) -> Option<(u8, u8, &[u8])> {
    match content.strip_prefix(b"ICC_PROFILE\0")? {
        [number, of, bytes @ ..] => Some((*number, *of, bytes)),
        _ => None,
    }
}
