//! The structure of a picture file, read before anything is decoded.
//!
//! Input: the bytes of one untrusted file. Output: its size in pixels, the location of its EXIF block and colour
//! profile, an upper bound for the memory of decoding, and the parts that a decoder needs. Decoders receive only these
//! parts, so no library reads metadata.
//!
//! Bounds: a single forward pass over the bytes; at most `MAX_PARTS` parts; no allocation whose size is a number from
//! the file; no decompression.

mod jpeg;
mod parts;
mod png;
mod profile;
mod webp;

use crate::domain::upload::{PictureType, Refusal};
pub use parts::{Container, u16_be, u32_be};

impl<'a> Container<'a> {
    /// Parses a file of this type.
    ///
    /// # Errors
    /// [`Refusal::Damaged`] if the structure is incomplete or has more than `MAX_PARTS` parts,
    /// [`Refusal::TooManyPixels`] if the header states more than `megapixels`.
    pub fn open(bytes: &'a [u8], kind: PictureType, megapixels: u32) -> Result<Container<'a>, Refusal> {
        match kind {
            PictureType::Jpeg => jpeg::open(bytes, megapixels),
            PictureType::Png => png::open(bytes, megapixels),
            PictureType::WebP => webp::open(bytes, megapixels),
        }
    }
}
