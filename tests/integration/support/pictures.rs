//! Real pictures for tests: encoded by the image library, each different from the others.

use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use std::io::Cursor;

/// A JPEG with a gradient and a mark that depends on `seed`, so that all are different.
pub fn jpeg(width: u32, height: u32, seed: u32) -> Vec<u8> {
    let picture = RgbImage::from_fn(width, height, |x, y| {
        let mark = (x / 16 + y / 16 + seed).is_multiple_of(7);
        Rgb([(x * 255 / width) as u8, (y * 255 / height) as u8, if mark { 255 } else { (seed * 37 % 200) as u8 }])
    });
    encode(DynamicImage::ImageRgb8(picture), ImageFormat::Jpeg)
}

/// A JPEG with as much detail as the camera of a phone leaves in it, so that it is heavy.
pub fn detailed(width: u32, height: u32) -> Vec<u8> {
    let mut state = 1_u32;
    let picture = RgbImage::from_fn(width, height, |x, _| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let grain = (state >> 25) as u8;
        if x < width / 2 { Rgb([120 + grain, grain, grain / 2]) } else { Rgb([grain / 2, grain, 120 + grain]) }
    });
    encode(DynamicImage::ImageRgb8(picture), ImageFormat::Jpeg)
}

/// The same picture with one of the eight EXIF orientations.
pub fn turned(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0, 0]);
    let length = u16::try_from(exif.len() + 2).expect("a short segment").to_be_bytes();
    [&jpeg[..2], &[0xff, 0xe1], &length, &exif, &jpeg[2..]].concat()
}

pub fn png(width: u32, height: u32) -> Vec<u8> {
    encode(DynamicImage::ImageRgb8(RgbImage::from_pixel(width, height, Rgb([40, 90, 160]))), ImageFormat::Png)
}

/// A lossless WebP.
pub fn webp(width: u32, height: u32) -> Vec<u8> {
    encode(DynamicImage::ImageRgb8(RgbImage::from_pixel(width, height, Rgb([40, 90, 160]))), ImageFormat::WebP)
}

/// A signature: a black stroke on a transparent background.
pub fn signature() -> Vec<u8> {
    let stroke = |x: u32, y: u32| (60 + (f64::from(x) / 20.0).sin() as i64 * 20 - i64::from(y)).abs() < 3;
    let picture = RgbaImage::from_fn(400, 120, |x, y| {
        if (20..380).contains(&x) && stroke(x, y) { Rgba([0, 0, 0, 255]) } else { Rgba([0, 0, 0, 0]) }
    });
    encode(DynamicImage::ImageRgba8(picture), ImageFormat::Png)
}

/// An unused signature pad.
pub fn blank_signature() -> Vec<u8> {
    encode(DynamicImage::ImageRgba8(RgbaImage::new(400, 120)), ImageFormat::Png)
}

fn encode(picture: DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).expect("an encoded picture");
    bytes.into_inner()
}
