//! Photos in the size that a page needs, for reports with many.

use super::shrink;
use crate::domain::report::Picture;
use image::{ImageDecoder, RgbImage, codecs::jpeg::JpegDecoder};
use std::io::Cursor;

/// Resolution on paper, in pixels per inch. Screens show no more at 200 % zoom.
const RESOLUTION: f32 = 220.0;

/// The encoder qualities, the best first; the last ones are for photos with much detail and a small share of bytes.
const QUALITIES: [u8; 4] = [80, 70, 55, 40];

/// The smallest longer side in pixels.
const SMALLEST: u32 = 160;

/// The longer side in pixels for this width in points.
pub fn pixels_for(width: f32) -> u32 {
    (width / 72.0 * RESOLUTION).ceil() as u32
}

/// A copy of a stored rendition whose longer side is at most `longest` pixels, in at most `bytes` if quality and size can
/// be reduced that far. A smaller picture is returned as it is. `None` if it cannot be read.
pub fn print_size(stored: Picture, longest: u32, bytes: usize) -> Option<Picture> {
    let fits = |picture: &Picture| picture.bytes.len() <= bytes;
    if stored.width.max(stored.height) <= longest && fits(&stored) {
        return Some(stored);
    }
    let decoder = JpegDecoder::new(Cursor::new(&stored.bytes[..])).ok()?;
    if decoder.dimensions() != (stored.width, stored.height) {
        return None;
    }
    let pixels = image::DynamicImage::from_decoder(decoder).ok()?.into_rgb8();
    drop(stored);
    let mut pixels = shrink::fit(&pixels, longest).ok()?;
    loop {
        let (last, mut smallest) = (pixels.width().max(pixels.height()) <= SMALLEST, None);
        for quality in QUALITIES {
            let picture = encode(&pixels, quality)?;
            if fits(&picture) {
                return Some(picture);
            }
            smallest = Some(picture);
        }
        if last {
            return smallest;
        }
        let smaller = (pixels.width().max(pixels.height()) * 3 / 4).max(SMALLEST);
        pixels = shrink::fit(&pixels, smaller).ok()?;
    }
}

fn encode(pixels: &RgbImage, quality: u8) -> Option<Picture> {
    shrink::jpeg(pixels, quality).ok()
}
