//! Logos: upright, on white, small, and without loss, because a logo has few colours and sharp edges.

use super::{Renditions, THUMB, container::Container, decode, exif::Orientation, shrink};
use crate::domain::upload::FileRefusal;

/// Enough for a logo that was made for print.
pub const MEGAPIXELS: u32 = 40;
/// Longer side in pixels: 120 points at the resolution of print.
const LONGEST: u32 = 600;
/// A logo in the large size is kept up to this many bytes.
pub const LOGO_BYTES: usize = 400_000;

pub fn render(container: &Container<'_>) -> Result<Renditions, FileRefusal> {
    let pixels = decode::decode(container)?;
    let (width, height) = (pixels.width(), pixels.height());
    let mut large = shrink::flat(pixels, LONGEST)?;
    shrink::to_srgb(&mut large, container.profile().as_deref());
    let orientation = container.exif.map_or(Orientation::UPRIGHT, Orientation::read);
    let large = orientation.apply(large);
    let (width, height) = if orientation.swaps_sides() { (height, width) } else { (width, height) };
    let thumb = shrink::fit(&large, THUMB)?;
    let (large, thumb) = (shrink::png(&large)?, shrink::png(&thumb)?);
    Ok(Renditions { kind: container.kind, width, height, large, thumb })
}
