//! Uploaded pictures: type detection by content, decoding, rotation, resizing, encoding.
//!
//! Output files are always encoded by this module: JPEG for photos, PNG for signatures, in sRGB, without EXIF,
//! position, thumbnails or any other data of the original file.
//!
//! Two steps, because only the first one is cheap and safe:
//! 1. [`inspect`] parses the structure (`container`) and returns the memory that decoding needs. Own code, a single
//!    pass over the bytes, no decoding. Safe in any process.
//! 2. [`render`] decodes and encodes. `jpeg` checks that all of a JPEG is there, because decoders fill what is missing.
//!    Libraries get the coded pixels only; `exif` reads the orientation and `icc` reduces the colour profile within
//!    fixed bounds. It runs in a child process (`app::picture_decoder`).

mod container;
mod decode;
mod exif;
mod icc;
mod jpeg;
mod logo;
mod print;
mod renditions;
pub mod sample_photo;
mod shrink;
mod signature;

use crate::domain::upload::{FileRefusal, PictureType};
use container::{Container, PixelLimit};
use exif::Orientation;

pub use decode::content_type;
pub use logo::LOGO_BYTES;
pub use print::{pixels_for, print_size};
pub use renditions::{LARGE, Renditions, THUMB};

/// More than "50 megapixel" phones, which produce 50.1; 256 MB of memory at four bytes per pixel.
pub const MEGAPIXELS: u32 = 64;

/// The limit for a JPEG that is coded in one scan, as cameras write it: phones with 108 megapixels.
pub const ONE_SCAN_MEGAPIXELS: u32 = 120;

/// The purpose of a picture. It determines the accepted types and the renditions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    Photo,
    /// A signature of a form: PNG, as drawn on the signature pad.
    Signature,
    /// A signature of an imported record, of any supported type.
    OldSignature,
    /// The logo of an organisation.
    Logo,
}

/// The result of parsing the header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inspection {
    pub kind: PictureType,
    /// Stored size in pixels, before the orientation is applied.
    pub width: u32,
    pub height: u32,
    /// An upper bound in bytes for the memory of [`render`], without the file itself.
    pub memory: u64,
}

/// The size in pixels of an encoded rendition, from its header; `None` if the bytes are not a picture.
pub fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    image::ImageReader::new(std::io::Cursor::new(bytes)).with_guessed_format().ok()?.into_dimensions().ok()
}

/// Checks everything that can be checked without decoding.
///
/// # Errors
/// The reason why the bytes are not accepted for this purpose. A picture that passes may still be damaged.
pub fn inspect(purpose: Purpose, bytes: &[u8]) -> Result<Inspection, FileRefusal> {
    let container = open(purpose, bytes)?;
    let copies = if matches!(purpose, Purpose::Photo | Purpose::Logo) { 0 } else { signature::COPIES };
    let Container { kind, width, height, .. } = container;
    Ok(Inspection { kind, width, height, memory: container.memory(copies) })
}

/// Decodes a picture and makes its two renditions.
///
/// # Errors
/// The reason why the bytes are not accepted for this purpose.
pub fn render(purpose: Purpose, bytes: &[u8]) -> Result<Renditions, FileRefusal> {
    let container = open(purpose, bytes)?;
    match purpose {
        Purpose::Photo => photo(&container),
        Purpose::Signature | Purpose::OldSignature => signature::render(&container),
        Purpose::Logo => logo::render(&container),
    }
}

fn open(purpose: Purpose, bytes: &[u8]) -> Result<Container<'_>, FileRefusal> {
    let limit = match purpose {
        Purpose::Photo => PixelLimit { megapixels: MEGAPIXELS, one_scan_jpeg: ONE_SCAN_MEGAPIXELS },
        Purpose::Logo => PixelLimit { megapixels: logo::MEGAPIXELS, one_scan_jpeg: logo::MEGAPIXELS },
        Purpose::Signature | Purpose::OldSignature => {
            PixelLimit { megapixels: signature::MEGAPIXELS, one_scan_jpeg: signature::MEGAPIXELS }
        }
    };
    if purpose == Purpose::Signature && decode::kind(bytes)? != PictureType::Png {
        return Err(FileRefusal::NotAPicture);
    }
    decode::open(bytes, limit)
}

fn photo(container: &Container<'_>) -> Result<Renditions, FileRefusal> {
    let pixels = decode::decode(container)?;
    let (width, height) = (pixels.width(), pixels.height());
    // Resizing comes before rotation, which then moves two million pixels instead of fifty.
    let mut large = shrink::flat(pixels, LARGE)?;
    shrink::to_srgb(&mut large, container.profile().as_deref());
    let orientation = container.exif.map_or(Orientation::UPRIGHT, Orientation::read);
    let large = orientation.apply(large);
    let (width, height) = if orientation.swaps_sides() { (height, width) } else { (width, height) };
    let thumb = shrink::fit(&large, THUMB)?;
    let (large, thumb) = (shrink::jpeg(&large, 82)?, shrink::jpeg(&thumb, 75)?);
    Ok(Renditions { kind: container.kind, width, height, large, thumb })
}
