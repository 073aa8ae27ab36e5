//! Pictures as users send them: recognised by content, turned upright, shrunk, and reduced to their pixels.
//!
//! What comes out is always encoded by us: a JPEG for photos, a PNG for signatures, in sRGB, without EXIF, position
//! or thumbnails, and without whatever was hidden in the file.
//!
//! Two steps, because the first is cheap and the second is not:
//! 1. [`inspect`] takes the file apart (`container`) and says how much memory its decoding takes. Our own code, a single
//!    walk over the bytes, nothing decoded. Safe in any process.
//! 2. [`render`] decodes and encodes. The libraries that it uses get the coded pixels only; `exif` reads the orientation
//!    and `icc` cuts the colour profile down within fixed bounds. It runs in a child process
//!    (`app::picture_decoder`).

mod container;
mod decode;
mod exif;
mod icc;
pub mod made_up;
mod renditions;
mod shrink;
mod signature;

use crate::domain::upload::{PictureType, Refusal};
use container::Container;
use exif::Orientation;

pub use decode::content_type;
pub use renditions::{LARGE, Renditions, THUMB};

/// More than most phones take; 200 MB of memory at four bytes each.
pub const MEGAPIXELS: u32 = 50;

/// What a picture is sent for, which decides what it may be and what is made of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    Photo,
    /// A signature of a form, as its pad draws it: PNG.
    Signature,
    /// A signature of an old record, of any type that we decode.
    OldSignature,
}

/// What the header of a picture says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inspection {
    pub kind: PictureType,
    /// Pixels as they are stored, before the orientation is applied.
    pub width: u32,
    pub height: u32,
    /// An upper bound for the bytes that [`render`] takes beside the file itself.
    pub memory: u64,
}

/// Pixels of an encoded rendition of ours, read from its header; `None` for bytes that are not a picture.
pub fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    image::ImageReader::new(std::io::Cursor::new(bytes)).with_guessed_format().ok()?.into_dimensions().ok()
}

/// Checks everything that can be checked without decoding.
///
/// # Errors
/// The reason why these bytes are not a picture for this purpose. A picture that passes may still be damaged.
pub fn inspect(purpose: Purpose, bytes: &[u8]) -> Result<Inspection, Refusal> {
    let container = open(purpose, bytes)?;
    let copies = if purpose == Purpose::Photo { 0 } else { signature::COPIES };
    let Container { kind, width, height, .. } = container;
    Ok(Inspection { kind, width, height, memory: container.memory(copies) })
}

/// Decides whether bytes are a picture for this purpose, and makes its two renditions.
///
/// # Errors
/// The reason why they are not.
pub fn render(purpose: Purpose, bytes: &[u8]) -> Result<Renditions, Refusal> {
    let container = open(purpose, bytes)?;
    match purpose {
        Purpose::Photo => photo(&container),
        Purpose::Signature | Purpose::OldSignature => signature::render(&container),
    }
}

fn open(purpose: Purpose, bytes: &[u8]) -> Result<Container<'_>, Refusal> {
    let megapixels = if purpose == Purpose::Photo { MEGAPIXELS } else { signature::MEGAPIXELS };
    if purpose == Purpose::Signature && decode::kind(bytes)? != PictureType::Png {
        return Err(Refusal::NotAPicture);
    }
    decode::open(bytes, megapixels)
}

fn photo(container: &Container<'_>) -> Result<Renditions, Refusal> {
    let pixels = decode::decode(container, MEGAPIXELS)?;
    let (width, height) = (pixels.width(), pixels.height());
    // Turning comes after shrinking: it then moves two million pixels instead of fifty.
    let mut large = shrink::flat(pixels, LARGE)?;
    shrink::to_srgb(&mut large, container.profile().as_deref());
    let orientation = container.exif.map_or(Orientation::UPRIGHT, Orientation::read);
    let large = orientation.apply(large);
    let (width, height) = if orientation.swaps_sides() { (height, width) } else { (width, height) };
    let thumb = shrink::fit(&large, THUMB)?;
    let (large, thumb) = (shrink::jpeg(&large, 82)?, shrink::jpeg(&thumb, 75)?);
    Ok(Renditions { kind: container.kind, width, height, large, thumb })
}
