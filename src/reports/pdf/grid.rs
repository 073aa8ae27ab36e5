//! The columns of a grid of photos.

use super::page::MEASURE;

/// The space between two photos.
pub const GAP: f32 = 12.0;

/// Fewer photos are shown larger; four form a square.
pub fn across(photos: usize) -> usize {
    if matches!(photos, 1 | 2 | 4) { 2 } else { 3 }
}

/// The width of a photo, in points, in a grid of this many photos.
pub fn grid_width(photos: usize) -> f32 {
    let across = across(photos);
    (MEASURE - GAP * (across - 1) as f32) / across as f32
}
