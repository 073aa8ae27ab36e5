//! What is made of a picture.

use crate::domain::{report::Picture, upload::PictureType};

/// Longer side of the rendition that is looked at and printed.
pub const LARGE: u32 = 1600;

/// Longer side of the rendition in lists and spreadsheets.
pub const THUMB: u32 = 320;

/// A picture that was accepted.
#[derive(Clone, Debug)]
pub struct Renditions {
    /// What was sent.
    pub kind: PictureType,
    /// Pixels of what was sent, upright.
    pub width: u32,
    pub height: u32,
    pub large: Picture,
    pub thumb: Picture,
}
