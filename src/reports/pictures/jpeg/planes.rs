//! What the scans of a picture have given so far, for each component.

use super::super::container::{Component, Frame};

const BLOCK: u32 = 8;

/// The state of a component.
pub struct Plane {
    pub component: Component,
    /// Blocks that cover the picture, and blocks with those that fill the last units of an interleaved scan.
    pub across: usize,
    pub down: usize,
    pub stride: usize,
    pub rows: usize,
    /// By coefficient: how many of its low bits are missing. `None`: all.
    missing: [Option<u8>; 64],
    /// Progressive: one bit for each coefficient of a block that is not zero. Empty otherwise.
    pub set: Vec<u64>,
    /// The coefficients of a sequential picture in several scans, in zigzag order. Empty otherwise.
    pub coefficients: Vec<[i16; 64]>,
}

impl Plane {
    fn new(frame: &Frame, component: Component) -> Plane {
        let (most_across, most_down) = frame.most();
        let blocks = |side: u32, factor: u32, most: u32| (side * factor).div_ceil(most).div_ceil(BLOCK) as usize;
        let units = |side: u32, factor: u32, most: u32| (side.div_ceil(BLOCK * most) * factor) as usize;
        Plane {
            component,
            across: blocks(frame.width, component.across, most_across),
            down: blocks(frame.height, component.down, most_down),
            stride: units(frame.width, component.across, most_across),
            rows: units(frame.height, component.down, most_down),
            missing: [None; 64],
            set: Vec::new(),
            coefficients: Vec::new(),
        }
    }

    /// All planes of a picture. `several`: whether it is coded in several scans.
    pub fn all(frame: &Frame, several: bool) -> Vec<Plane> {
        let planes = frame.components.iter().map(|component| {
            let mut plane = Plane::new(frame, *component);
            let blocks = plane.stride * plane.rows;
            if frame.progressive {
                plane.set = vec![0; blocks];
            } else if several {
                plane.coefficients = vec![[0; 64]; blocks];
            }
            plane
        });
        planes.collect()
    }

    /// Whether the scans have given every bit of every coefficient.
    pub fn is_complete(&self) -> bool {
        self.missing.iter().all(|missing| *missing == Some(0))
    }

    /// Records a scan of some coefficients. `None` if it does not continue the former scans: one of them is missing.
    pub fn give(&mut self, first: usize, last: usize, high: u8, low: u8) -> Option<()> {
        let before = if high == 0 { None } else { Some(high) };
        for missing in self.missing.get_mut(first..=last)? {
            if *missing != before || (high > 0 && high != low + 1) {
                return None;
            }
            *missing = Some(low);
        }
        Some(())
    }
}
