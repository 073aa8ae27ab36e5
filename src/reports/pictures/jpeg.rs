//! A walk over the markers of a JPEG, before it is decoded.
//!
//! The decoder is forgiving: it paints grey what a broken upload lacks, and it repeats as many progressive scans as
//! the file asks for. Neither belongs in a report, so the walk looks for the end of the picture and counts.

use crate::domain::upload::Refusal;

/// Progressive pictures have about ten; a file with thousands wants to keep us busy.
const MAX_SCANS: usize = 32;

const START_OF_IMAGE: u8 = 0xd8;
const END_OF_IMAGE: u8 = 0xd9;
const START_OF_SCAN: u8 = 0xda;

/// Refuses a JPEG that breaks off before its end, or that has too many scans.
pub fn check(bytes: &[u8]) -> Result<(), Refusal> {
    let mut at = 0;
    let mut scans = 0;
    loop {
        let (marker, after) = next_marker(bytes, at).ok_or(Refusal::Damaged)?;
        at = match marker {
            START_OF_IMAGE | 0x01 | 0xd0..=0xd7 => after,
            END_OF_IMAGE if scans > 0 => return Ok(()),
            END_OF_IMAGE => return Err(Refusal::Damaged),
            _ => {
                let length = bytes.get(after..after + 2).ok_or(Refusal::Damaged)?;
                after + length.iter().fold(0, |n, byte| n << 8 | usize::from(*byte))
            }
        };
        if marker == START_OF_SCAN {
            scans += 1;
            if scans > MAX_SCANS {
                return Err(Refusal::Damaged);
            }
        }
    }
}

/// The next marker at or after a position, and where it ends. Compressed data has no markers in it but for restarts:
/// an `ff` in it is followed by a zero.
fn next_marker(bytes: &[u8], from: usize) -> Option<(u8, usize)> {
    let mut at = from;
    loop {
        at += bytes.get(at..)?.iter().position(|byte| *byte == 0xff)? + 1;
        match bytes.get(at)? {
            0x00 => at += 1,
            0xff => {}
            marker => return Some((*marker, at + 1)),
        }
    }
}
