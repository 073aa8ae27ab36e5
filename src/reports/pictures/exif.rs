//! How the camera was held. The only thing that is read from EXIF, and it is not kept.

use exif::{In, Reader, Tag};
use image::{RgbImage, imageops};
use std::io::Cursor;

/// The orientation as EXIF numbers it, 1 to 8; 1 (upright) where it is missing, broken or out of range.
pub fn orientation(bytes: &[u8]) -> u32 {
    let mut reader = Reader::new();
    // A camera that wrote one bad field has usually written the orientation well.
    reader.continue_on_error(true);
    reader
        .read_from_container(&mut Cursor::new(bytes))
        .or_else(|error| error.distill_partial_result(|_| ()))
        .ok()
        .and_then(|exif| exif.get_field(Tag::Orientation, In::PRIMARY)?.value.get_uint(0))
        .filter(|turn| (1..=8).contains(turn))
        .unwrap_or(1)
}

/// Whether width and height change places.
pub fn swaps_sides(turn: u32) -> bool {
    (5..=8).contains(&turn)
}

/// Turns and mirrors a picture as its orientation asks for.
pub fn upright(mut pixels: RgbImage, turn: u32) -> RgbImage {
    match turn {
        2 => imageops::flip_horizontal_in_place(&mut pixels),
        3 => imageops::rotate180_in_place(&mut pixels),
        4 => imageops::flip_vertical_in_place(&mut pixels),
        5 => {
            pixels = imageops::rotate90(&pixels);
            imageops::flip_horizontal_in_place(&mut pixels);
        }
        6 => pixels = imageops::rotate90(&pixels),
        7 => {
            pixels = imageops::rotate270(&pixels);
            imageops::flip_horizontal_in_place(&mut pixels);
        }
        8 => pixels = imageops::rotate270(&pixels),
        _ => {}
    }
    pixels
}
