//! From bytes to pixels: what a file is, and its decoding within the limits that were checked on its header.

use super::container::Container;
use crate::domain::upload::{PictureType, Refusal};
use image::{
    DynamicImage, ImageDecoder, ImageError, Limits,
    codecs::{jpeg::JpegDecoder, png::PngDecoder, webp::WebPDecoder},
};
use std::io::Cursor;

/// A picture of 16 bits a channel may have half as many pixels as one of 8.
const MAX_BYTES_PER_PIXEL: u64 = 4;

/// What the bytes are, whatever the name of the file says.
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

/// The type of any bytes in a word for people who want to open them elsewhere: `application/pdf`, `text/plain`.
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
        // A character that the end of the beginning cuts in two is no reason to call it binary.
        _ if beginning.len() - text.len() < 4 => "text/plain",
        _ => "application/octet-stream",
    }
}

/// The brands of HEIF: HEIC of one or several pictures, AVIF, and the general ones that phones write first.
/// `infer` asks for the whole first box and fewer brands, and would call some of these files unknown.
fn is_heif_family(bytes: &[u8]) -> bool {
    const BRANDS: [&[u8]; 10] =
        [b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"];
    bytes.get(4..8) == Some(b"ftyp") && bytes.get(8..12).is_some_and(|brand| BRANDS.contains(&brand))
}

/// Takes a file apart and checks everything that its header says: what it is, and whether it is within the limit.
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
    // The decoder must have found the picture that the limits were checked for.
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
