//! Markers and segments of a JPEG file.

use super::parts::u16_be;

/// At which byte a marker was found.
#[derive(Clone, Copy, Debug)]
pub struct Marker {
    pub code: u8,
    /// The position of its `ff`.
    pub start: usize,
    pub after: usize,
}

/// A marker with its content.
#[derive(Clone, Copy, Debug)]
pub struct Segment<'a> {
    pub code: u8,
    /// The position of its `ff`.
    pub start: usize,
    pub content: &'a [u8],
    pub end: usize,
}

pub const START_OF_IMAGE: u8 = 0xd8;
pub const END_OF_IMAGE: u8 = 0xd9;
pub const START_OF_SCAN: u8 = 0xda;

/// The next marker at or after a position, except restart markers. Compressed data contains no other markers: each `ff`
/// in it is followed by a zero.
pub fn next_marker(bytes: &[u8], from: usize) -> Option<Marker> {
    let mut at = from;
    loop {
        at += bytes.get(at..)?.iter().position(|byte| *byte == 0xff)? + 1;
        match bytes.get(at)? {
            0x00 | 0x01 | 0xd0..=0xd7 => at += 1,
            0xff => {}
            code => return Some(Marker { code: *code, start: at - 1, after: at + 1 }),
        }
    }
}

/// The next marker with its content; start and end of the image have none. `None` if it is missing or incomplete.
pub fn next_segment(bytes: &[u8], from: usize) -> Option<Segment<'_>> {
    let Marker { code, start, after } = next_marker(bytes, from)?;
    if matches!(code, START_OF_IMAGE | END_OF_IMAGE) {
        return Some(Segment { code, start, content: &[], end: after });
    }
    let length = usize::from(u16_be(bytes, after)?);
    let end = after.checked_add(length)?;
    let content = bytes.get(after.checked_add(2)?..end)?;
    Some(Segment { code, start, content, end })
}
