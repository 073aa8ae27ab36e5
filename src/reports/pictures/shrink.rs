//! Resizing and encoding: transparency on white, conversion to sRGB. Pictures are never enlarged.

use super::icc;
use crate::domain::{report::Picture, upload::FileRefusal};
use fast_image_resize::{
    PixelTrait, ResizeOptions, Resizer,
    images::{TypedImage, TypedImageRef},
    pixels::{U8x3, U8x4},
};
use image::{
    DynamicImage, ExtendedColorType, ImageBuffer, ImageEncoder, Pixel, RgbImage, Rgba, RgbaImage,
    codecs::png::PngEncoder,
};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use moxcms::{ColorProfile, Layout, TransformOptions};

/// Blends a decoded picture with white and resizes it so that its longer side is at most `longest` pixels.
pub fn flat(pixels: DynamicImage, longest: u32) -> Result<RgbImage, FileRefusal> {
    if pixels.color().has_alpha() {
        let mut transparent = pixels.into_rgba8();
        flatten_onto_white(&mut transparent);
        let size = fitting(transparent.width(), transparent.height(), longest);
        if size != transparent.dimensions() {
            transparent = resize::<U8x4, _>(&transparent, size)?;
        }
        return Ok(DynamicImage::from(transparent).into_rgb8());
    }
    let pixels = pixels.into_rgb8();
    let size = fitting(pixels.width(), pixels.height(), longest);
    if size == pixels.dimensions() { Ok(pixels) } else { resize::<U8x3, _>(&pixels, size) }
}

/// A copy whose longer side is at most `longest` pixels.
pub fn fit(pixels: &RgbImage, longest: u32) -> Result<RgbImage, FileRefusal> {
    let size = fitting(pixels.width(), pixels.height(), longest);
    if size == pixels.dimensions() { Ok(pixels.clone()) } else { resize::<U8x3, _>(pixels, size) }
}

/// `P` and `I` are the same pixel type, as the two libraries call it. For one type only: the method that takes any picture
/// compiles the resizer for all thirteen pixel types, which was a quarter of the code of this crate.
fn resize<P, I>(
    pixels: &ImageBuffer<I, Vec<u8>>,
    (width, height): (u32, u32),
) -> Result<ImageBuffer<I, Vec<u8>>, FileRefusal>
where
    P: PixelTrait,
    I: Pixel<Subpixel = u8>,
{
    let mut small = ImageBuffer::new(width, height);
    let from = TypedImageRef::<P>::from_buffer(pixels.width(), pixels.height(), pixels.as_raw());
    let from = from.map_err(|_| FileRefusal::Damaged)?;
    let mut to = TypedImage::<P>::from_buffer(width, height, &mut small).map_err(|_| FileRefusal::Damaged)?;
    Resizer::new().resize_typed(&from, &mut to, &opaque()).map_err(|_| FileRefusal::Damaged)?;
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

fn flatten_onto_white(pixels: &mut RgbaImage) {
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

pub fn jpeg(pixels: &RgbImage, quality: u8) -> Result<Picture, FileRefusal> {
    let size = u16::try_from(pixels.width()).ok().zip(u16::try_from(pixels.height()).ok());
    let (width, height) = size.ok_or(FileRefusal::Damaged)?;
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, quality);
    // Half the resolution for colours, as cameras write them.
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    encoder.encode(pixels.as_raw(), width, height, ColorType::Rgb).map_err(|_| FileRefusal::Damaged)?;
    Ok(Picture { bytes: bytes.into(), width: pixels.width(), height: pixels.height() })
}

pub fn png(pixels: &RgbImage) -> Result<Picture, FileRefusal> {
    let mut bytes = Vec::new();
    PngEncoder::new(&mut bytes)
        .write_image(pixels.as_raw(), pixels.width(), pixels.height(), ExtendedColorType::Rgb8)
        .map_err(|_| FileRefusal::Damaged)?;
    Ok(Picture { bytes: bytes.into(), width: pixels.width(), height: pixels.height() })
}
