//! From bytes to pixels: what it is, whether it is too large, whether all of it is there.

use super::jpeg;
use crate::domain::upload::{PictureType, Refusal};
use image::{
    DynamicImage, ImageDecoder, ImageError, Limits,
    codecs::{jpeg::JpegDecoder, png::PngDecoder, webp::WebPDecoder},
};
use std::io::Cursor;

pub struct Decoded {
    pub pixels: DynamicImage,
    /// The ICC profile: what the numbers of the pixels mean.
    pub profile: Option<Vec<u8>>,
}

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

/// Decodes the first picture of the file, if its header asks for at most that many pixels.
pub fn decode(bytes: &[u8], kind: PictureType, megapixels: u32) -> Result<Decoded, Refusal> {
    if bytes.len() < 32 {
        return Err(Refusal::Damaged);
    }
    let limit = u64::from(megapixels) * 1_000_000;
    // Four bytes for each pixel: a picture of 16 bits a channel may have half as many.
    let limits = || {
        let mut limits = Limits::no_limits();
        limits.max_alloc = Some(limit * 4);
        limits
    };
    let input = Cursor::new(bytes);
    match kind {
        PictureType::Jpeg => {
            jpeg::check(bytes)?;
            pixels(JpegDecoder::new(input), limit)
        }
        PictureType::Png => pixels(PngDecoder::with_limits(input, limits()), limit),
        PictureType::WebP => {
            webp_is_whole(bytes)?;
            pixels(WebPDecoder::new(input), limit)
        }
    }
}

fn pixels<D: ImageDecoder>(decoder: Result<D, ImageError>, limit: u64) -> Result<Decoded, Refusal> {
    let mut decoder = decoder.map_err(|error| refusal(&error, limit))?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > limit || decoder.total_bytes() > limit * 4 {
        return Err(too_many(limit));
    }
    let profile = decoder.icc_profile().ok().flatten();
    let pixels = DynamicImage::from_decoder(decoder).map_err(|error| refusal(&error, limit))?;
    Ok(Decoded { pixels, profile })
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

/// The decoder fills what is missing with black; the container says how long it should be.
fn webp_is_whole(bytes: &[u8]) -> Result<(), Refusal> {
    let stated = bytes.get(4..8).and_then(|b| b.try_into().ok()).map(u32::from_le_bytes);
    match stated {
        Some(stated) if stated as usize <= bytes.len() - 8 => Ok(()),
        _ => Err(Refusal::Damaged),
    }
}
