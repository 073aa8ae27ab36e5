//! Detects the type of a file and decodes it, within the limits that were checked on its header.

use super::{
    container::{Container, PixelLimit},
    jpeg,
};
use crate::domain::upload::{FileRefusal, OtherFormat, PictureType};
use image::{
    DynamicImage, ImageDecoder, ImageError, Limits,
    codecs::{jpeg::JpegDecoder, png::PngDecoder, webp::WebPDecoder},
};
use std::io::Cursor;

/// Bytes per pixel for the memory limit: a picture with 16 bits per channel may have half as many pixels as one with 8.
const MAX_BYTES_PER_PIXEL: u64 = 4;

/// The picture type by content; the file name is ignored.
pub fn kind(bytes: &[u8]) -> Result<PictureType, FileRefusal> {
    if bytes.is_empty() {
        return Err(FileRefusal::Empty);
    }
    match infer::get(bytes).map(|found| found.mime_type()) {
        Some("image/jpeg") => Ok(PictureType::Jpeg),
        Some("image/png") => Ok(PictureType::Png),
        Some("image/webp") => Ok(PictureType::WebP),
        _ if has_name(bytes, &HEIC) && !has_brand(bytes, b"avif") => Err(FileRefusal::Heic),
        _ => Err(other_format(bytes).map_or(FileRefusal::NotAPicture, FileRefusal::OtherFormat)),
    }
}

/// The media type of arbitrary bytes, for users who open the file in another program: `application/pdf`, `text/plain`.
pub fn content_type(bytes: &[u8]) -> &'static str {
    if has_name(bytes, &HEIC) || has_name(bytes, &AVIF) {
        let avif = has_name(bytes, &AVIF) || has_brand(bytes, b"avif");
        return if avif { "image/avif" } else { "image/heic" };
    }
    if let Some(found) = infer::get(bytes) {
        return found.mime_type();
    }
    let beginning = bytes.get(..4_096).unwrap_or(bytes);
    let Some(text) = beginning.utf8_chunks().next().map(|chunk| chunk.valid()).filter(|text| !text.contains('\0'))
    else {
        return "application/octet-stream";
    };
    match text {
        _ if text.contains("<svg") => "image/svg+xml",
        // A multi-byte character that is cut off at the end of the sample does not make the file binary.
        _ if beginning.len() - text.len() < 4 => "text/plain",
        _ => "application/octet-stream",
    }
}

/// The names of HEIC with one or several images, and the generic names of HEIF, which phones write first. `infer` needs
/// the complete first box and knows fewer of them, so it would not recognise some of these files.
const HEIC: [&[u8; 4]; 8] = [b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"];
const AVIF: [&[u8; 4]; 2] = [b"avif", b"avis"];

/// Whether a file of boxes has one of these names.
fn has_name(bytes: &[u8], names: &[&[u8; 4]]) -> bool {
    bytes.get(4..8) == Some(b"ftyp") && bytes.get(8..12).is_some_and(|name| names.iter().any(|one| *one == name))
}

/// Whether its first box lists this brand.
fn has_brand(bytes: &[u8], brand: &[u8; 4]) -> bool {
    let length = bytes.first_chunk::<4>().map_or(0, |length| u32::from_be_bytes(*length) as usize);
    bytes.get(16..length.min(256).min(bytes.len())).is_some_and(|brands| brands.chunks_exact(4).any(|one| one == brand))
}

/// Formats that are pictures, but not of a type that every browser and report shows.
fn other_format(bytes: &[u8]) -> Option<OtherFormat> {
    const BEGINNINGS: [(&[u8], OtherFormat); 8] = [
        (b"II*\0", OtherFormat::Tiff),
        (b"MM\0*", OtherFormat::Tiff),
        (b"II+\0", OtherFormat::Tiff),
        (b"MM\0+", OtherFormat::Tiff),
        (b"\xff\x0a", OtherFormat::JpegXl),
        (b"\0\0\0\x0cJXL \x0d\x0a\x87\x0a", OtherFormat::JpegXl),
        (b"\0\0\0\x0cjP  \x0d\x0a\x87\x0a", OtherFormat::Jpeg2000),
        (b"\xff\x4f\xff\x51", OtherFormat::Jpeg2000),
    ];
    // The reserved bytes of a bitmap are zero; text may begin with the same two letters.
    let bitmap = bytes.starts_with(b"BM") && bytes.get(6..10) == Some(&[0; 4]);
    match BEGINNINGS.iter().find(|(beginning, _)| bytes.starts_with(beginning)) {
        Some((_, format)) => Some(*format),
        None if has_name(bytes, &AVIF) || has_name(bytes, &HEIC) => Some(OtherFormat::Avif),
        None => bitmap.then_some(OtherFormat::Bmp),
    }
}

/// Parses the structure of a file and checks its header: type and size limit.
pub fn open(bytes: &[u8], limit: PixelLimit) -> Result<Container<'_>, FileRefusal> {
    let kind = kind(bytes)?;
    Container::open(bytes, kind, limit)
}

/// Decodes the first picture of a file.
///
/// # Errors
/// [`FileRefusal::Damaged`] if a part is missing, also if the decoder would fill it.
pub fn decode(container: &Container<'_>) -> Result<DynamicImage, FileRefusal> {
    let (essential, limit) = (container.essential(), u64::from(container.megapixels) * 1_000_000);
    match container.kind {
        PictureType::Jpeg => {
            let file = jpeg::checked(&essential)?;
            drop(essential);
            // All of the picture is there, so an error means that the decoder does not know this kind.
            pixels(JpegDecoder::new(Cursor::new(file.as_slice())), container, limit).map_err(|refusal| match refusal {
                FileRefusal::Damaged => FileRefusal::OtherFormat(OtherFormat::RareJpeg),
                other => other,
            })
        }
        PictureType::Png => {
            let mut limits = Limits::no_limits();
            limits.max_alloc = Some(limit * MAX_BYTES_PER_PIXEL);
            pixels(PngDecoder::with_limits(Cursor::new(essential.as_slice()), limits), container, limit)
        }
        PictureType::WebP => pixels(WebPDecoder::new(Cursor::new(essential.as_slice())), container, limit),
    }
}

fn pixels<D: ImageDecoder>(
    decoder: Result<D, ImageError>,
    container: &Container<'_>,
    limit: u64,
) -> Result<DynamicImage, FileRefusal> {
    let decoder = decoder.map_err(|error| refusal(&error, limit))?;
    // The decoder must have found the same picture for which the limits were checked.
    if decoder.dimensions() != (container.width, container.height) {
        return Err(FileRefusal::Damaged);
    }
    if decoder.total_bytes() > limit * MAX_BYTES_PER_PIXEL {
        return Err(too_many(limit));
    }
    DynamicImage::from_decoder(decoder).map_err(|error| refusal(&error, limit))
}

fn refusal(error: &ImageError, limit: u64) -> FileRefusal {
    match error {
        ImageError::Limits(_) => too_many(limit),
        _ => FileRefusal::Damaged,
    }
}

fn too_many(limit: u64) -> FileRefusal {
    FileRefusal::TooManyPixels { limit_megapixels: u32::try_from(limit / 1_000_000).unwrap_or(u32::MAX) }
}
