//! Drawn signatures: at least one stroke, cropped to the strokes, on white.

use super::{Renditions, THUMB, container::Container, decode, shrink};
use crate::domain::upload::FileRefusal;
use image::{Rgba, RgbaImage, imageops};

/// Enough for a canvas of the size of a tablet at three device pixels per point.
pub const MEGAPIXELS: u32 = 16;
/// Bytes per pixel of the copies that are made of the decoded canvas.
pub const COPIES: u64 = 8;
/// Longer side of the rendition in pixels.
const LONGEST: u32 = 800;
/// The minimum difference to the background, summed over the channels, for a pixel to count as a stroke.
const INK: u16 = 48;

/// Crops a decoded signature to its strokes.
pub fn render(container: &Container<'_>) -> Result<Renditions, FileRefusal> {
    let canvas = decode::decode(container)?.into_rgba8();
    let (width, height) = canvas.dimensions();
    let mut ink = trimmed(&canvas)?;
    drop(canvas);
    darken_white_strokes(&mut ink);
    let drawn = shrink::flat(ink.into(), LONGEST)?;
    let thumb = shrink::fit(&drawn, THUMB)?;
    let (large, thumb) = (shrink::png(&drawn)?, shrink::png(&thumb)?);
    Ok(Renditions { kind: container.kind, width, height, large, thumb })
}

/// The part of the canvas that has strokes, with a small margin.
fn trimmed(canvas: &RgbaImage) -> Result<RgbaImage, FileRefusal> {
    let ground = canvas.get_pixel_checked(0, 0).copied().ok_or(FileRefusal::BlankSignature)?;
    let (mut left, mut top, mut right, mut bottom) = (u32::MAX, u32::MAX, 0, 0);
    for (x, y, pixel) in canvas.enumerate_pixels() {
        if distance(*pixel, ground) > INK {
            (left, top, right, bottom) = (left.min(x), top.min(y), right.max(x), bottom.max(y));
        }
    }
    if left == u32::MAX {
        return Err(FileRefusal::BlankSignature);
    }
    let margin = 2 + (right - left).max(bottom - top) / 24;
    let (x, y) = (left.saturating_sub(margin), top.saturating_sub(margin));
    let (width, height) =
        ((right + margin + 1).min(canvas.width()) - x, (bottom + margin + 1).min(canvas.height()) - y);
    Ok(imageops::crop_imm(canvas, x, y, width, height).to_image())
}

/// The difference of two pixels, weighted by their alpha values.
fn distance(a: Rgba<u8>, b: Rgba<u8>) -> u16 {
    let weighed = |Rgba([red, green, blue, alpha]): Rgba<u8>| {
        let weigh = |channel: u8| u16::from(channel) * u16::from(alpha) / 255;
        [weigh(red), weigh(green), weigh(blue), u16::from(alpha)]
    };
    weighed(a).iter().zip(weighed(b)).map(|(a, b)| a.abs_diff(b)).sum()
}

/// Darkens white strokes on a transparent canvas (drawn on a dark page), which would be invisible on paper.
fn darken_white_strokes(ink: &mut RgbaImage) {
    let on_white = |Rgba([red, green, blue, alpha]): &Rgba<u8>| {
        let darkest = (*red).min(*green).min(*blue);
        255 - u16::from(*alpha) + u16::from(darkest) * u16::from(*alpha) / 255
    };
    if ink.pixels().all(|pixel| on_white(pixel) > 200) {
        ink.pixels_mut().for_each(|Rgba([red, green, blue, _])| (*red, *green, *blue) = (24, 28, 36));
    }
}
