//! The structure of a picture file, read before anything is decoded.
//!
//! In: the bytes of one untrusted file. Out: its size in pixels, where its EXIF block and colour profile
//! lie, how much memory its decoding takes, and the parts that a decoder needs. Decoders get these parts only, so no
//! code but ours ever reads metadata.
//!
//! Bounds: one walk over the bytes, nothing is followed backwards; a fixed number of parts (`MAX_PARTS`); no
//! allocation that depends on a number in the file; no decompression.

mod jpeg;
mod parts;
mod png;
mod profile;
mod webp;

use crate::domain::upload::{PictureType, Refusal};
pub use parts::{Container, u16_be, u32_be};

impl<'a> Container<'a> {
    /// Takes a file of this type apart.
    ///
    /// # Errors
    /// [`Refusal::Damaged`] if it has no complete structure or more than `MAX_PARTS` parts, [`Refusal::TooManyPixels`]
    /// if it says that it is larger than `megapixels`.
    pub fn open(bytes: &'a [u8], kind: PictureType, megapixels: u32) -> Result<Container<'a>, Refusal> {
        match kind {
            PictureType::Jpeg => jpeg::open(bytes, megapixels),
            PictureType::Png => png::open(bytes, megapixels),
            PictureType::WebP => webp::open(bytes, megapixels),
        }
    }
}
