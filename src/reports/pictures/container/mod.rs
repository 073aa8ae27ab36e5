//! The structure of a picture file, read before anything is decoded.
//!
//! Input: the bytes of one untrusted file. Output: its size in pixels, the location of its EXIF block and colour
//! profile, an upper bound for the memory of decoding, and the parts that a decoder needs. Decoders receive only these
//! parts, so no library reads metadata. The scans of a JPEG are read later (`super::jpeg`).
//!
//! Bounds: a single forward pass over the bytes; at most `MAX_PARTS` parts; no allocation whose size is a number from
//! the file; no decompression.

mod frame;
mod jpeg;
mod parts;
mod png;
mod profile;
mod segments;
mod webp;

use crate::domain::upload::{FileRefusal, PictureType};
pub use frame::{Component, Frame, is_frame};
pub use parts::{Container, MAX_PARTS, PixelLimit, u16_be, u32_be};
pub use segments::{END_OF_IMAGE, START_OF_IMAGE, START_OF_SCAN, Segment, next_segment};

impl<'a> Container<'a> {
    /// Parses a file of this type.
    ///
    /// # Errors
    /// [`FileRefusal::Damaged`] if the structure is incomplete or has more than `MAX_PARTS` parts,
    /// [`FileRefusal::TooManyPixels`] if the header states more than the limit.
    pub fn open(bytes: &'a [u8], kind: PictureType, limit: PixelLimit) -> Result<Container<'a>, FileRefusal> {
        match kind {
            PictureType::Jpeg => jpeg::open(bytes, limit),
            PictureType::Png => png::open(bytes, limit.megapixels),
            PictureType::WebP => webp::open(bytes, limit.megapixels),
        }
    }
}
