//! The coefficients of one block of 8 × 8 samples, in each of the five ways in which scans code them.
//!
//! Every code is read as a decoder reads it, but only what later scans depend on is kept. Ranges are checked, because
//! a flipped bit often gives a value that no picture has.

use super::{bits::Bits, huffman::Table, planes::Plane};

/// The most bits of a difference of DC values and of another coefficient, one more than samples of 8 bits can give.
const MAX_DC_BITS: u8 = 12;
const MAX_AC_BITS: u8 = 11;

/// A DC value is eight times the mean of the samples, which are from -128 to 127, divided by the quantization. Encoders
/// may exceed that a little; four times as much is an error.
const MAX_DC: i32 = 4_096;

pub enum Coding<'t> {
    Sequential { dc: &'t Table, ac: &'t Table },
    FirstDc { dc: &'t Table, low: u8 },
    NextDc,
    FirstAc { ac: &'t Table, first: u8, last: u8 },
    NextAc { ac: &'t Table, first: u8, last: u8 },
}

/// Reads the blocks of one component in one scan.
pub struct Coder<'t> {
    coding: Coding<'t>,
    /// The DC value of the block before.
    dc: i32,
    /// How many further blocks have no coefficients.
    empty: u32,
}

impl<'t> Coder<'t> {
    pub fn new(coding: Coding<'t>) -> Coder<'t> {
        Coder { coding, dc: 0, empty: 0 }
    }

    /// Forgets the blocks before, at a restart marker.
    pub fn restart(&mut self) {
        (self.dc, self.empty) = (0, 0);
    }

    /// Reads the block with this number.
    pub fn block(&mut self, plane: &mut Plane, number: usize, bits: &mut Bits<'_>) -> Option<()> {
        match self.coding {
            Coding::Sequential { dc, ac } => {
                self.dc = next_dc(dc, self.dc, bits)?;
                match plane.coefficients.get_mut(number) {
                    Some(block) => {
                        if let Some(first) = block.first_mut() {
                            *first = i16::try_from(self.dc).ok()?;
                        }
                        sequential_ac(ac, bits, Some(block))
                    }
                    None => sequential_ac(ac, bits, None),
                }
            }
            Coding::FirstDc { dc, low } => {
                self.dc = next_dc(dc, self.dc, bits)?;
                (self.dc.abs() << low <= MAX_DC).then_some(())
            }
            Coding::NextDc => bits.skip_one(),
            Coding::FirstAc { ac, first, last } => self.first_ac(ac, (first, last), plane.set.get_mut(number)?, bits),
            Coding::NextAc { ac, first, last } => self.next_ac(ac, (first, last), plane.set.get_mut(number)?, bits),
        }
    }

    fn first_ac(&mut self, ac: &Table, (first, last): (u8, u8), set: &mut u64, bits: &mut Bits<'_>) -> Option<()> {
        if self.empty > 0 {
            self.empty -= 1;
            return Some(());
        }
        let mut at = first;
        while at <= last {
            let code = ac.next(bits)?;
            let (zeros, size) = (code >> 4, code & 15);
            match (zeros, size) {
                (15, 0) => at += 16,
                (run, 0) => {
                    self.empty = (1 << run) - 1 + bits.read(u32::from(run))?;
                    return Some(());
                }
                _ => {
                    at += zeros;
                    if at > last || size > MAX_AC_BITS {
                        return None;
                    }
                    bits.read(u32::from(size))?;
                    *set |= 1 << at;
                    at += 1;
                }
            }
        }
        Some(())
    }

    fn next_ac(&mut self, ac: &Table, (first, last): (u8, u8), set: &mut u64, bits: &mut Bits<'_>) -> Option<()> {
        let mut at = first;
        if self.empty == 0 {
            while at <= last {
                let code = ac.next(bits)?;
                let (mut zeros, size) = (code >> 4, code & 15);
                match (zeros, size) {
                    (15, 0) | (_, 1) => {}
                    (run, 0) => {
                        self.empty = (1 << run) + bits.read(u32::from(run))?;
                        break;
                    }
                    _ => return None,
                }
                if size == 1 {
                    bits.skip_one()?;
                }
                // Coefficients that are set get one more bit; the others are counted.
                while at <= last {
                    if *set >> at & 1 == 1 {
                        bits.skip_one()?;
                    } else if zeros == 0 {
                        break;
                    } else {
                        zeros -= 1;
                    }
                    at += 1;
                }
                if size == 1 {
                    if at > last {
                        return None;
                    }
                    *set |= 1 << at;
                }
                at += 1;
            }
        }
        if self.empty > 0 {
            for at in at..=last {
                if *set >> at & 1 == 1 {
                    bits.skip_one()?;
                }
            }
            self.empty -= 1;
        }
        Some(())
    }
}

/// The DC value of a block, coded as the difference to the block before.
fn next_dc(dc: &Table, before: i32, bits: &mut Bits<'_>) -> Option<i32> {
    let size = dc.next(bits).filter(|size| *size <= MAX_DC_BITS)?;
    let value = before + signed(bits.read(u32::from(size))?, size);
    (value.abs() <= MAX_DC).then_some(value)
}

/// The other coefficients of a block of a sequential scan; kept if there is a place for them.
fn sequential_ac(ac: &Table, bits: &mut Bits<'_>, mut kept: Option<&mut [i16; 64]>) -> Option<()> {
    let mut at = 1usize;
    while at < 64 {
        let code = ac.next(bits)?;
        let (zeros, size) = (code >> 4, code & 15);
        match (zeros, size) {
            (0, 0) => return Some(()),
            (15, 0) => at += 16,
            (_, 0) => return None,
            _ => {
                at += usize::from(zeros);
                if at > 63 || size > MAX_AC_BITS {
                    return None;
                }
                let value = signed(bits.read(u32::from(size))?, size);
                if let Some(place) = kept.as_mut().and_then(|block| block.get_mut(at)) {
                    *place = i16::try_from(value).ok()?;
                }
                at += 1;
            }
        }
    }
    (at == 64).then_some(())
}

/// A value of this many bits: those that begin with a zero are negative.
fn signed(bits: u32, size: u8) -> i32 {
    let value = bits as i32;
    if size > 0 && value < 1 << (size - 1) { value - (1 << size) + 1 } else { value }
}
