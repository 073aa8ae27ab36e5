//! Resizing and encoding: transparency on white, conversion to sRGB. Pictures are never enlarged.

use super::icc;
use crate::domain::{report::Picture, upload::Refusal};
use fast_image_resize::{ResizeOptions, Resizer};
use image::{
    DynamicImage, ExtendedColorType, ImageEncoder, RgbImage, Rgba, RgbaImage,
    codecs::{jpeg::JpegEncoder, png::PngEncoder},
};
use moxcms::{ColorProfile, Layout, TransformOptions};

/// Blends a decoded picture with white and resizes it so that its longer side is at most `longest` pixels.
pub fn flat(mut pixels: DynamicImage, longest: u32) -> Result<RgbImage, Refusal> {
    if pixels.color().has_alpha() {
        let mut transparent = pixels.into_rgba8();
        lay_on_white(&mut transparent);
        pixels = transparent.into();
    }
    let size = fitting(pixels.width(), pixels.height(), longest);
    if size != (pixels.width(), pixels.height()) {
        pixels = resize(&pixels, size)?;
    }
    Ok(pixels.into_rgb8())
}

/// A copy whose longer side is at most `longest` pixels.
pub fn fit(pixels: &RgbImage, longest: u32) -> Result<RgbImage, Refusal> {
    let size = fitting(pixels.width(), pixels.height(), longest);
    if size == pixels.dimensions() {
        return Ok(pixels.clone());
    }
    let mut small = RgbImage::new(size.0, size.1);
    Resizer::new().resize(pixels, &mut small, &opaque()).map_err(|_| Refusal::Damaged)?;
    Ok(small)
}

fn resize(pixels: &DynamicImage, (width, height): (u32, u32)) -> Result<DynamicImage, Refusal> {
    let mut small = DynamicImage::new(width, height, pixels.color());
    Resizer::new().resize(pixels, &mut small, &opaque()).map_err(|_| Refusal::Damaged)?;
    Ok(small)
}

/// All pixels are opaque at this point; the alpha option would copy the whole picture.
fn opaque() -> ResizeOptions {
    ResizeOptions::new().use_alpha(false)
}

/// The size with the same aspect ratio whose longer side is at most `longest`. Never larger than the input, never 0.
pub fn fitting(width: u32, height: u32, longest: u32) -> (u32, u32) {
    let longer = width.max(height);
    if longer <= longest {
        return (width, height);
    }
    let scale = |side: u32| {
        let scaled = (u64::from(side) * u64::from(longest) + u64::from(longer) / 2) / u64::from(longer);
        u32::try_from(scaled).unwrap_or(longest).max(1)
    };
    (scale(width), scale(height))
}

fn lay_on_white(pixels: &mut RgbaImage) {
    for Rgba([red, green, blue, alpha]) in pixels.pixels_mut().filter(|pixel| pixel.0[3] != 255) {
        let seen = u16::from(*alpha);
        for colour in [red, green, blue] {
            *colour = ((u16::from(*colour) * seen + 255 * (255 - seen) + 127) / 255) as u8;
        }
        *alpha = 255;
    }
}

/// Converts pixels from another colour space to sRGB. Phones save in Display P3, which looks pale without conversion. A
/// profile that cannot be parsed is ignored.
pub fn to_srgb(pixels: &mut RgbImage, profile: Option<&[u8]>) {
    let Some(profile) = profile.and_then(icc::rgb_profile) else { return };
    let options = TransformOptions::default();
    let srgb = ColorProfile::new_srgb();
    let Ok(transform) = profile.create_transform_8bit(Layout::Rgb, &srgb, Layout::Rgb, options) else { return };
    let mut converted = vec![0; pixels.as_raw().len()];
    if transform.transform(pixels.as_raw(), &mut converted).is_ok() {
        pixels.copy_from_slice(&converted);
    }
}

pub fn jpeg(pixels: &RgbImage, quality: u8) -> Result<Picture, Refusal> {
    let mut bytes = Vec::new();
    encoded(JpegEncoder::new_with_quality(&mut bytes, quality), pixels)?;
    Ok(Picture { bytes: bytes.into(), width: pixels.width(), height: pixels.height() })
}

pub fn png(pixels: &RgbImage) -> Result<Picture, Refusal> {
    let mut bytes = Vec::new();
    encoded(PngEncoder::new(&mut bytes), pixels)?;
    Ok(Picture { bytes: bytes.into(), width: pixels.width(), height: pixels.height() })
}

fn encoded(encoder: impl ImageEncoder, pixels: &RgbImage) -> Result<(), Refusal> {
    encoder
        .write_image(pixels.as_raw(), pixels.width(), pixels.height(), ExtendedColorType::Rgb8)
        .map_err(|_| Refusal::Damaged)
}
