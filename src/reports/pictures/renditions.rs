//! The renditions (derived sizes) of an accepted picture.

use crate::domain::{report::Picture, upload::PictureType};

/// Longer side in pixels of the rendition for viewing and PDF.
pub const LARGE: u32 = 1600;

/// Longer side in pixels of the rendition for lists and spreadsheets.
pub const THUMB: u32 = 320;

/// The result for an accepted picture.
#[derive(Clone, Debug)]
pub struct Renditions {
    /// The type of the original.
    pub kind: PictureType,
    /// Size of the original in pixels, after rotation.
    pub width: u32,
    pub height: u32,
    pub large: Picture,
    pub thumb: Picture,
}
