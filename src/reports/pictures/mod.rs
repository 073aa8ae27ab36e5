//! Pictures as people send them: judged by content, turned upright, shrunk, and freed of everything but pixels.
//!
//! What comes out is always encoded by us: a JPEG for photos, a PNG for signatures, in sRGB, without EXIF, position
//! or thumbnails, and without whatever was hidden in the file. The limits are checked on the header, before a pixel
//! is decoded, so that a few bytes cannot ask for gigabytes.

mod decode;
mod exif;
mod jpeg;
pub mod made_up;
mod renditions;
mod shrink;
mod signature;

use crate::domain::upload::Refusal;

pub use decode::content_type;
pub use renditions::{LARGE, Renditions, THUMB};
pub use signature::{judge_old_signature, judge_signature};

/// More than any phone takes; 200 MB of memory at four bytes each.
pub const MEGAPIXELS: u32 = 50;

/// Pixels of an encoded rendition, read from its header; `None` for bytes that are not a picture.
pub fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    image::ImageReader::new(std::io::Cursor::new(bytes)).with_guessed_format().ok()?.into_dimensions().ok()
}

/// Decides whether bytes are a photo that we take, and makes its two renditions, both JPEG.
pub fn judge_photo(bytes: &[u8]) -> Result<Renditions, Refusal> {
    let kind = decode::kind(bytes)?;
    let decode::Decoded { pixels, profile } = decode::decode(bytes, kind, MEGAPIXELS)?;
    let (width, height) = (pixels.width(), pixels.height());
    // Turning comes after shrinking: it then moves two million pixels instead of fifty.
    let mut large = shrink::flat(pixels, LARGE)?;
    shrink::to_srgb(&mut large, profile.as_deref());
    let turn = exif::orientation(bytes);
    let large = exif::upright(large, turn);
    let (width, height) = if exif::swaps_sides(turn) { (height, width) } else { (width, height) };
    let thumb = shrink::fit(&large, THUMB)?;
    Ok(Renditions { kind, width, height, large: shrink::jpeg(&large, 82)?, thumb: shrink::jpeg(&thumb, 75)? })
}
