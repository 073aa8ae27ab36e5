//! Detects the type of a file and decodes it, within the limits that were checked on its header.

use super::container::Container;
use crate::domain::upload::{PictureType, Refusal};
use image::{
    DynamicImage, ImageDecoder, ImageError, Limits,
    codecs::{jpeg::JpegDecoder, png::PngDecoder, webp::WebPDecoder},
};
use std::io::Cursor;

/// Bytes per pixel for the memory limit: a picture with 16 bits per channel may have half as many pixels as one with 8.
const MAX_BYTES_PER_PIXEL: u64 = 4;

/// The picture type by content; the file name is ignored.
pub fn kind(bytes: &[u8]) -> Result<PictureType, Refusal> {
    if bytes.is_empty() {
        return Err(Refusal::Empty);
    }
    match infer::get(bytes).map(|found| found.mime_type()) {
        Some("image/jpeg") => Ok(PictureType::Jpeg),
        Some("image/png") => Ok(PictureType::Png),
        Some("image/webp") => Ok(PictureType::WebP),
        _ if is_heif_family(bytes) => Err(Refusal::Heic),
        _ => Err(Refusal::NotAPicture),
    }
}

/// The media type of arbitrary bytes, for users who open the file in another program: `application/pdf`, `text/plain`.
pub fn content_type(bytes: &[u8]) -> &'static str {
    if is_heif_family(bytes) {
        return "image/heic";
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

/// The brands of HEIF: HEIC with one or several images, AVIF, and the generic brands that phones write first. `infer`
/// needs the complete first box and knows fewer brands, so it would not recognise some of these files.
fn is_heif_family(bytes: &[u8]) -> bool {
    const BRANDS: [&[u8]; 10] =
        [b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"];
    bytes.get(4..8) == Some(b"ftyp") && bytes.get(8..12).is_some_and(|brand| BRANDS.contains(&brand))
}

/// Parses the structure of a file and checks its header: type and size limit.
pub fn open(bytes: &[u8], megapixels: u32) -> Result<Container<'_>, Refusal> {
    let kind = kind(bytes)?;
    Container::open(bytes, kind, megapixels)
}

/// Decodes the first picture of a file.
pub fn decode(container: &Container<'_>, megapixels: u32) -> Result<DynamicImage, Refusal> {
    let (essential, limit) = (container.essential(), u64::from(megapixels) * 1_000_000);
    let input = Cursor::new(essential.as_slice());
    match container.kind {
        PictureType::Jpeg => pixels(JpegDecoder::new(input), container, limit),
        PictureType::Png => {
            let mut limits = Limits::no_limits();
            limits.max_alloc = Some(limit * MAX_BYTES_PER_PIXEL);
            pixels(PngDecoder::with_limits(input, limits), container, limit)
        }
        PictureType::WebP => pixels(WebPDecoder::new(input), container, limit),
    }
}

fn pixels<D: ImageDecoder>(
    decoder: Result<D, ImageError>,
    container: &Container<'_>,
    limit: u64,
) -> Result<DynamicImage, Refusal> {
    let decoder = decoder.map_err(|error| refusal(&error, limit))?;
    // The decoder must have found the same picture for which the limits were checked.
    if decoder.dimensions() != (container.width, container.height) {
        return Err(Refusal::Damaged);
    }
    if decoder.total_bytes() > limit * MAX_BYTES_PER_PIXEL {
        return Err(too_many(limit));
    }
    DynamicImage::from_decoder(decoder).map_err(|error| refusal(&error, limit))
}

fn refusal(error: &ImageError, limit: u64) -> Refusal {
    match error {
        ImageError::Limits(_) => too_many(limit),
        _ => Refusal::Damaged,
    }
}

fn too_many(limit: u64) -> Refusal {
    Refusal::TooManyPixels { limit_megapixels: u32::try_from(limit / 1_000_000).unwrap_or(u32::MAX) }
}
