//! The columns of a grid of photos.

use super::page::MEASURE;

/// The space between two photos.
pub const GAP: f32 = 12.0;

/// Photos beside each other. Each leads to the photo in full size, so that items with few photos stay short.
pub const ACROSS: usize = 3;

/// The width of a photo, in points.
pub const GRID_WIDTH: f32 = (MEASURE - GAP * (ACROSS - 1) as f32) / ACROSS as f32;
