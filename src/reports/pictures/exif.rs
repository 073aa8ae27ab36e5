//! Reads the orientation from EXIF, the only entry that is used. EXIF is not kept.
//!
//! Input: a TIFF structure from an untrusted JPEG, PNG or WebP file. Only the first directory is read, neither
//! subdirectories nor the following one, so there is no recursion and no loop. At most [`MAX_ENTRIES`] entries of
//! twelve bytes are read, whatever the structure states, and nothing is allocated.

use image::{RgbImage, imageops};

/// The maximum number of entries that are read. Cameras write 10 to 40, ordered by tag number.
const MAX_ENTRIES: usize = 512;

const ORIENTATION: u16 = 0x0112;
const BYTE: u16 = 1;
const SHORT: u16 = 3;
const LONG: u16 = 4;

/// The EXIF orientation, 1 (upright) to 8: how a stored picture has to be rotated and mirrored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Orientation(u8);

impl Orientation {
    pub const UPRIGHT: Orientation = Orientation(1);

    /// The orientation in a TIFF structure; [`Self::UPRIGHT`] if it is missing, damaged or out of range.
    pub fn read(tiff: &[u8]) -> Orientation {
        find(tiff).unwrap_or(Orientation::UPRIGHT)
    }

    /// Whether width and height are exchanged.
    pub fn swaps_sides(self) -> bool {
        (5..=8).contains(&self.0)
    }

    /// Rotates and mirrors a stored picture so that it is upright.
    pub fn apply(self, mut pixels: RgbImage) -> RgbImage {
        match self.0 {
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
}

fn find(tiff: &[u8]) -> Option<Orientation> {
    let order = match tiff.get(..4)? {
        b"II*\0" => ByteOrder::Little,
        b"MM\0*" => ByteOrder::Big,
        _ => return None,
    };
    let directory = usize::try_from(order.u32(tiff.get(4..8)?)?).ok()?;
    let entries = directory.checked_add(2)?;
    let count = usize::from(order.u16(tiff.get(directory..entries)?)?).min(MAX_ENTRIES);
    let (entries, _) = tiff.get(entries..)?.as_chunks::<12>();
    entries.iter().take(count).find_map(|entry| orientation(order, entry))
}

/// The value of an orientation entry. An entry has tag, type, count, and a value of at most four bytes.
fn orientation(order: ByteOrder, entry: &[u8; 12]) -> Option<Orientation> {
    if order.u16(entry.get(..2)?)? != ORIENTATION || order.u32(entry.get(4..8)?)? == 0 {
        return None;
    }
    let value = entry.get(8..)?;
    let value = match order.u16(entry.get(2..4)?)? {
        BYTE => u32::from(*value.first()?),
        SHORT => u32::from(order.u16(value.get(..2)?)?),
        LONG => order.u32(value)?,
        _ => return None,
    };
    u8::try_from(value).ok().filter(|turn| (1..=8).contains(turn)).map(Orientation)
}

/// The byte order of the structure.
#[derive(Clone, Copy)]
enum ByteOrder {
    Little,
    Big,
}

impl ByteOrder {
    fn u16(self, bytes: &[u8]) -> Option<u16> {
        let bytes = bytes.try_into().ok()?;
        Some(match self {
            ByteOrder::Little => u16::from_le_bytes(bytes),
            ByteOrder::Big => u16::from_be_bytes(bytes),
        })
    }

    fn u32(self, bytes: &[u8]) -> Option<u32> {
        let bytes = bytes.try_into().ok()?;
        Some(match self {
            ByteOrder::Little => u32::from_le_bytes(bytes),
            ByteOrder::Big => u32::from_be_bytes(bytes),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::{prelude::*, sample::Index, test_runner::RngSeed};
    use std::time::{Duration, Instant};

    /// Tag, type, count and value of an entry. A short value is in the first two of its four bytes.
    type Entry = (u16, u16, u32, u32);

    fn tiff(order: ByteOrder, entries: &[Entry], next: u32) -> Vec<u8> {
        let u16 = |n: u16| if matches!(order, ByteOrder::Little) { n.to_le_bytes() } else { n.to_be_bytes() };
        let u32 = |n: u32| if matches!(order, ByteOrder::Little) { n.to_le_bytes() } else { n.to_be_bytes() };
        let mut bytes = if matches!(order, ByteOrder::Little) { b"II*\0".to_vec() } else { b"MM\0*".to_vec() };
        bytes.extend(u32(8));
        bytes.extend(u16(u16::try_from(entries.len()).unwrap_or(u16::MAX)));
        for (number, kind, count, value) in entries {
            bytes.extend(u16(*number));
            bytes.extend(u16(*kind));
            bytes.extend(u32(*count));
            match *kind {
                BYTE => bytes.extend([*value as u8, 0, 0, 0]),
                SHORT => bytes.extend([u16(*value as u16), [0, 0]].concat()),
                _ => bytes.extend(u32(*value)),
            }
        }
        bytes.extend(u32(next));
        bytes
    }

    /// Typical content from a camera: make, model, resolution, and a pointer to the EXIF directory.
    fn camera(order: ByteOrder, kind: u16, turn: u32) -> Vec<u8> {
        let entries = [
            (0x010f, 2, 6, 200),
            (0x0110, 2, 8, 206),
            (ORIENTATION, kind, 1, turn),
            (0x011a, 5, 1, 214),
            (0x8769, 4, 1, 222),
        ];
        tiff(order, &entries, 0)
    }

    #[test]
    fn all_eight_orientations_are_read_in_both_byte_orders() {
        for order in [ByteOrder::Little, ByteOrder::Big] {
            for kind in [BYTE, SHORT, LONG] {
                for turn in 1..=8 {
                    assert_eq!(Orientation::read(&camera(order, kind, turn)), Orientation(turn as u8));
                }
                for turn in [0, 9, 255] {
                    assert_eq!(Orientation::read(&camera(order, kind, turn)), Orientation::UPRIGHT, "{turn}");
                }
            }
            for turn in [256, 65_535] {
                assert_eq!(Orientation::read(&camera(order, SHORT, turn)), Orientation::UPRIGHT);
            }
            assert_eq!(Orientation::read(&camera(order, LONG, u32::MAX)), Orientation::UPRIGHT);
            // Values as text, and an empty value.
            assert_eq!(Orientation::read(&tiff(order, &[(ORIENTATION, 2, 1, 6)], 0)), Orientation::UPRIGHT);
            assert_eq!(Orientation::read(&tiff(order, &[(ORIENTATION, SHORT, 0, 6)], 0)), Orientation::UPRIGHT);
        }
    }

    #[test]
    fn a_cut_or_foreign_block_is_upright() {
        let whole = camera(ByteOrder::Big, SHORT, 6);
        let needed = 8 + 2 + 3 * 12;
        for kept in 0..whole.len() {
            let read = Orientation::read(whole.get(..kept).unwrap_or_default());
            assert_eq!(read, if kept < needed { Orientation::UPRIGHT } else { Orientation(6) }, "{kept} bytes");
        }
        for other in [b"II+\0\x08\0\0\0".as_slice(), b"MM*\0\0\0\0\x08", b"Exif\0\0II*\0", b"\0\0\0\0\0\0\0\0\0\0\0\0"]
        {
            assert_eq!(Orientation::read(other), Orientation::UPRIGHT);
        }
        for offset in [0, 4, 9, 1_000, u32::MAX - 1, u32::MAX] {
            let tiff = [b"II*\0".as_slice(), &offset.to_le_bytes(), &[0; 40]].concat();
            assert_eq!(Orientation::read(&tiff), Orientation::UPRIGHT, "{offset}");
        }
    }

    /// Every entry points to the directory itself: a reader that follows pointers would not terminate.
    #[test]
    fn a_directory_that_points_to_itself_costs_nothing() {
        let mut entries = vec![(0x8769, LONG, 1, 8); 65_534];
        entries.insert(100, (ORIENTATION, SHORT, 1, 8));
        let bomb = tiff(ByteOrder::Little, &entries, 8);
        let started = Instant::now();
        for _ in 0..1_000 {
            assert_eq!(Orientation::read(&bomb), Orientation(8));
        }
        assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
        entries.rotate_left(101);
        assert_eq!(Orientation::read(&tiff(ByteOrder::Little, &entries, 8)), Orientation::UPRIGHT, "beyond the bound");
    }

    proptest! {
        #![proptest_config(ProptestConfig { rng_seed: RngSeed::Fixed(38), failure_persistence: None, ..ProptestConfig::with_cases(2_000) })]

        #[test]
        fn any_changed_block_gives_an_orientation(
            big in any::<bool>(),
            turn in 0..12u32,
            changes in prop::collection::vec((any::<Index>(), any::<u8>()), 0..12),
            kept in any::<Index>(),
            cut in any::<bool>(),
        ) {
            let mut bytes = camera(if big { ByteOrder::Big } else { ByteOrder::Little }, SHORT, turn);
            for (at, value) in changes {
                let at = at.index(bytes.len());
                bytes[at] = value;
            }
            if cut {
                bytes.truncate(kept.index(bytes.len()));
            }
            let Orientation(read) = Orientation::read(&bytes);
            prop_assert!((1..=8).contains(&read));
        }

        #[test]
        fn any_bytes_after_a_header_give_an_orientation(
            big in any::<bool>(),
            rest in prop::collection::vec(any::<u8>(), 0..400),
        ) {
            let header = if big { b"MM\0*\0\0\0\x08" } else { b"II*\0\x08\0\0\0" };
            let Orientation(read) = Orientation::read(&[header.as_slice(), &rest].concat());
            prop_assert!((1..=8).contains(&read));
        }
    }
}
