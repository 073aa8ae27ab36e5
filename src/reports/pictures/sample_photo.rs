//! Generated photos for demo organisations. Each number gives a different picture.

use image::{ExtendedColorType, ImageEncoder, Rgb, RgbImage, codecs::jpeg::JpegEncoder};

const SIZE: (u32, u32) = (960, 720);

/// A JPEG of a unit with louvres, a pipe and a gauge. `None` if encoding fails.
pub fn photo(number: u32) -> Option<Vec<u8>> {
    let (width, height) = SIZE;
    let left = 140 + number * 53 % 160;
    let top = 150 + number * 31 % 110;
    let hue = [[186, 179, 166], [160, 172, 178], [196, 188, 170], [150, 160, 150]];
    let wall = hue.get(number as usize % hue.len()).copied().unwrap_or([170; 3]);
    let picture = RgbImage::from_fn(width, height, |x, y| {
        // Some noise, as from a camera sensor.
        let grain = (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503) ^ number).wrapping_mul(2_246_822_519) >> 28;
        let light = 210 + grain - y * 70 / height;
        let colour = match () {
            () if inside(x, y, left, top, 420, 300) => unit(x - left, y - top),
            () if inside(x, y, left + 470, 0, 36, height) => [188 - (x - left - 470).abs_diff(14).min(14) * 7, 110, 60],
            () if round(x, y, left + 560, top + 120, 62) => gauge(x, y, left + 560, top + 120, number),
            () if y > height - 120 => [96, 94, 92],
            () => wall,
        };
        Rgb(colour.map(|part| u8::try_from((part * light / 220).min(255)).unwrap_or(255)))
    });
    let mut bytes = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut bytes, 80);
    encoder.write_image(picture.as_raw(), width, height, ExtendedColorType::Rgb8).ok()?;
    Some(bytes)
}

fn inside(x: u32, y: u32, left: u32, top: u32, width: u32, height: u32) -> bool {
    (left..left + width).contains(&x) && (top..top + height).contains(&y)
}

fn round(x: u32, y: u32, cx: u32, cy: u32, radius: u32) -> bool {
    x.abs_diff(cx).pow(2) + y.abs_diff(cy).pow(2) <= radius.pow(2)
}

/// The front of the unit: louvres on the left, a plate on the right.
fn unit(x: u32, y: u32) -> [u32; 3] {
    let frame = x < 8 || y < 8 || x > 411 || y > 291;
    let louvre = (24..260).contains(&x) && (24..276).contains(&y);
    let plate = (300..390).contains(&x) && (40..90).contains(&y);
    match (frame, louvre, plate) {
        (true, ..) => [120, 126, 130],
        (_, true, _) if y % 18 < 7 => [70, 76, 82],
        (_, true, _) => [168, 174, 178],
        (.., true) => [40, 70, 120],
        _ => [205, 209, 212],
    }
}

/// A white dial with a needle whose position depends on the number.
fn gauge(x: u32, y: u32, cx: u32, cy: u32, number: u32) -> [u32; 3] {
    let (dx, dy) = (i64::from(x) - i64::from(cx), i64::from(y) - i64::from(cy));
    let (nx, ny) = [(3, -4), (0, -5), (-3, -4), (4, -3)].get(number as usize % 4).copied().unwrap_or((0, -5));
    let across = (dx * ny - dy * nx).abs();
    let along = dx * nx + dy * ny;
    match () {
        () if dx * dx + dy * dy > 54 * 54 => [50, 52, 54],
        () if across < 14 && (0..230).contains(&along) => [190, 30, 20],
        () => [238, 238, 232],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reports::pictures::{Purpose, render};

    #[test]
    fn each_is_a_photo_that_is_taken_and_no_two_are_alike() {
        let photos: Vec<Vec<u8>> = (0..8).filter_map(photo).collect();
        assert_eq!(photos.len(), 8);
        for (at, one) in photos.iter().enumerate() {
            assert!(render(Purpose::Photo, one).is_ok() && one.len() > 10_000);
            assert!(photos.iter().skip(at + 1).all(|other| other != one));
        }
    }
}
