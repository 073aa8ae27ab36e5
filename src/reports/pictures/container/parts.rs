//! A parsed picture file, and helpers shared by the parsers of all types.

use super::profile::Profile;
use crate::domain::upload::{FileRefusal, PictureType};
use std::borrow::Cow;

/// The maximum number of segments or chunks of a file. A JPEG with a large colour profile and previews has a few
/// hundred, a PNG written in small chunks a few thousand.
pub const MAX_PARTS: usize = 65_536;

/// Memory of every decoding besides the full-size pixels: rows during resizing, small copies, encoders.
pub(super) const FIXED_MEMORY: u64 = 64 << 20;

/// The maximum size of a picture in megapixels.
#[derive(Clone, Copy, Debug)]
pub struct PixelLimit {
    pub megapixels: u32,
    /// For a JPEG that is coded in one scan, which is decoded row by row.
    pub one_scan_jpeg: u32,
}

/// A parsed picture file.
#[derive(Debug)]
pub struct Container<'a> {
    pub kind: PictureType,
    /// Stored size in pixels, before the orientation is applied. Neither side is 0.
    pub width: u32,
    pub height: u32,
    /// The limit for which the size was checked.
    pub megapixels: u32,
    /// Peak bytes per pixel during decoding, including the decoded picture, times two.
    pub(super) half_bytes_per_pixel: u64,
    /// The TIFF structure that contains the orientation.
    pub exif: Option<&'a [u8]>,
    pub(super) profile: Profile<'a>,
    /// The parts that a decoder needs, in order. Concatenated they are a valid file without metadata; of a JPEG, the
    /// whole file.
    pub(super) essential: Vec<Cow<'a, [u8]>>,
}

impl<'a> Container<'a> {
    pub fn pixels(&self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }

    /// An upper bound in bytes for the peak memory of decoding and resizing this picture, without the file itself.
    /// `copies`: bytes per pixel of copies that the caller makes.
    pub fn memory(&self, copies: u64) -> u64 {
        let pixels = self.pixels().saturating_mul(self.half_bytes_per_pixel + 2 * copies) / 2;
        // The parts are concatenated for the decoder, which makes another copy.
        pixels + 2 * self.essential.iter().map(|part| part.len() as u64).sum::<u64>() + FIXED_MEMORY
    }

    /// The file without metadata, for a decoder. Of a JPEG, the whole file.
    pub fn essential(&self) -> Vec<u8> {
        self.essential.concat()
    }

    /// The embedded colour profile, if it is complete and within the size limit.
    pub fn profile(&self) -> Option<Vec<u8>> {
        self.profile.read()
    }
}

/// Refuses empty pictures and pictures above the limit.
pub(super) fn check_size(width: u32, height: u32, megapixels: u32) -> Result<(), FileRefusal> {
    if width == 0 || height == 0 {
        return Err(FileRefusal::Damaged);
    }
    if u64::from(width) * u64::from(height) > u64::from(megapixels) * 1_000_000 {
        return Err(FileRefusal::TooManyPixels { limit_megapixels: megapixels });
    }
    Ok(())
}

/// The byte ranges to keep; adjacent ranges are merged.
#[derive(Debug, Default)]
pub(super) struct KeptRanges {
    pub(super) ranges: Vec<std::ops::Range<usize>>,
}

impl KeptRanges {
    pub(super) fn keep(&mut self, from: usize, to: usize) {
        match self.ranges.last_mut() {
            Some(last) if last.end == from => last.end = to,
            _ => self.ranges.push(from..to),
        }
    }

    pub(super) fn slices(self, bytes: &[u8]) -> Vec<Cow<'_, [u8]>> {
        self.ranges.into_iter().filter_map(|range| bytes.get(range).map(Cow::Borrowed)).collect()
    }
}

/// Reads a big-endian number, as used in JPEG, PNG and ICC.
pub fn u32_be(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?)?.try_into().ok().map(u32::from_be_bytes)
}

pub fn u16_be(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at.checked_add(2)?)?.try_into().ok().map(u16::from_be_bytes)
}

/// Removes the prefix that JPEG, and some writers of WebP and PNG, put before the EXIF block.
pub(super) fn without_exif_name(block: &[u8]) -> &[u8] {
    block.strip_prefix(b"Exif\0\0").unwrap_or(block)
}
