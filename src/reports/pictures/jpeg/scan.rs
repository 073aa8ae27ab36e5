//! One scan: its header, and the order of its blocks.

use super::{
    super::container::Frame,
    bits::Bits,
    blocks::{Coder, Coding},
    huffman::Tables,
    planes::Plane,
};

/// The header of a scan.
pub struct Scan {
    /// Position of the component in the frame, its DC table and its AC table.
    components: Vec<(usize, u8, u8)>,
    first: u8,
    last: u8,
    high: u8,
    low: u8,
}

impl Scan {
    /// Reads a header. `None` if it contradicts the frame.
    pub fn read(frame: &Frame, content: &[u8]) -> Option<Scan> {
        let (count, rest) = content.split_first()?;
        let (named, rest) = rest.split_at_checked(2 * usize::from(*count))?;
        let &[first, last, approximation] = rest.first_chunk::<3>()?;
        let mut components: Vec<(usize, u8, u8)> = Vec::new();
        for pair in named.chunks_exact(2) {
            let &[id, tables] = pair.first_chunk::<2>()?;
            let at = frame.components.iter().position(|component| component.id == id)?;
            if components.iter().any(|(other, ..)| *other == at) {
                return None;
            }
            components.push((at, tables >> 4, tables & 15));
        }
        let (high, low) = (approximation >> 4, approximation & 15);
        if components.is_empty() {
            return None;
        }
        if !frame.progressive {
            // Sequential scans have all coefficients, whatever the header says.
            return Some(Scan { components, first: 0, last: 63, high: 0, low: 0 });
        }
        let valid = first <= last && last < 64 && low < 14 && (first > 0 || last == 0);
        (valid && (first == 0 || components.len() == 1)).then_some(Scan { components, first, last, high, low })
    }

    /// Whether it has all components of the frame.
    pub fn has_all(&self, frame: &Frame) -> bool {
        self.components.len() == frame.components.len()
    }

    /// The positions of its components in the frame.
    pub fn components(&self) -> impl Iterator<Item = usize> {
        self.components.iter().map(|(at, ..)| *at)
    }

    /// Reads all blocks. `None` if a scan before it is missing, or the data ends early or has a code that cannot be.
    pub fn walk(
        &self,
        frame: &Frame,
        planes: &mut [Plane],
        tables: &Tables,
        restart: usize,
        bits: &mut Bits<'_>,
    ) -> Option<()> {
        let mut coders = Vec::new();
        for (at, dc, ac) in &self.components {
            let plane = planes.get_mut(*at)?;
            plane.give(usize::from(self.first), usize::from(self.last), self.high, self.low)?;
            let coding = match (frame.progressive, self.first, self.high) {
                (false, ..) => Coding::Sequential { dc: tables.dc(*dc)?, ac: tables.ac(*ac)? },
                (true, 0, 0) => Coding::FirstDc { dc: tables.dc(*dc)?, low: self.low },
                (true, 0, _) => Coding::NextDc,
                (true, _, 0) => Coding::FirstAc { ac: tables.ac(*ac)?, first: self.first, last: self.last },
                (true, ..) => Coding::NextAc { ac: tables.ac(*ac)?, first: self.first, last: self.last },
            };
            coders.push((*at, Coder::new(coding)));
        }
        let (across, down) = match self.components.first() {
            // The blocks of a component of its own are not grouped.
            Some((at, ..)) if self.components.len() == 1 => planes.get(*at).map(|plane| (plane.across, plane.down))?,
            _ => {
                let (most_across, most_down) = frame.most();
                (frame.width.div_ceil(8 * most_across) as usize, frame.height.div_ceil(8 * most_down) as usize)
            }
        };
        let grouped = self.components.len() > 1;
        for unit in 0..across * down {
            if restart > 0 && unit > 0 && unit % restart == 0 {
                bits.restart((unit / restart - 1) as u8 % 8)?;
                coders.iter_mut().for_each(|(_, coder)| coder.restart());
            }
            let (x, y) = (unit % across, unit / across);
            for (at, coder) in &mut coders {
                let plane = planes.get_mut(*at)?;
                if !grouped {
                    coder.block(plane, y * plane.stride + x, bits)?;
                    continue;
                }
                let (h, v) = (plane.component.across as usize, plane.component.down as usize);
                for row in 0..v {
                    for column in 0..h {
                        coder.block(plane, (y * v + row) * plane.stride + x * h + column, bits)?;
                    }
                }
            }
        }
        Some(())
    }
}
