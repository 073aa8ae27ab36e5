//! Huffman tables.

use super::bits::Bits;
use crate::domain::upload::FileRefusal;

/// Codes up to this length are found in one step.
const FAST: usize = 9;

#[derive(Clone)]
pub struct Table {
    /// By the next [`FAST`] bits: the length of the code and its value; length 0 for longer codes.
    fast: Vec<(u8, u8)>,
    /// By length from 1: the first code, the number of codes, and the position of their values.
    lengths: [(u32, u32, usize); 16],
    values: Vec<u8>,
}

/// The tables of a picture, by number.
#[derive(Default)]
pub struct Tables {
    dc: [Option<Table>; 4],
    ac: [Option<Table>; 4],
}

impl Tables {
    /// Reads the content of a segment, which may define several tables.
    pub fn read(&mut self, mut content: &[u8]) -> Result<(), FileRefusal> {
        while let Some((about, rest)) = content.split_first() {
            let (counts, rest) = rest.split_first_chunk::<16>().ok_or(FileRefusal::Damaged)?;
            let total = counts.iter().map(|count| usize::from(*count)).sum();
            let (values, rest) = rest.split_at_checked(total).ok_or(FileRefusal::Damaged)?;
            let tables = if about >> 4 == 0 { &mut self.dc } else { &mut self.ac };
            let place =
                tables.get_mut(usize::from(about & 15)).filter(|_| about >> 4 < 2).ok_or(FileRefusal::Damaged)?;
            *place = Some(Table::new(counts, values).ok_or(FileRefusal::Damaged)?);
            content = rest;
        }
        Ok(())
    }

    pub fn dc(&self, number: u8) -> Option<&Table> {
        self.dc.get(usize::from(number))?.as_ref()
    }

    pub fn ac(&self, number: u8) -> Option<&Table> {
        self.ac.get(usize::from(number))?.as_ref()
    }
}

impl Table {
    /// `counts`: how many codes have each length from 1 to 16. `None` if there are more codes than a length allows.
    pub fn new(counts: &[u8; 16], values: &[u8]) -> Option<Table> {
        let mut table = Table { fast: vec![(0, 0); 1 << FAST], lengths: [(0, 0, 0); 16], values: values.to_vec() };
        let (mut code, mut at) = (0u32, 0usize);
        for (length, (count, place)) in (1usize..).zip(counts.iter().zip(&mut table.lengths)) {
            let count = u32::from(*count);
            *place = (code, count, at);
            if code + count > 1 << length {
                return None;
            }
            if length <= FAST {
                for (code, value) in (code..code + count).zip(values.get(at..)?) {
                    let first = (code as usize) << (FAST - length);
                    let entries = table.fast.get_mut(first..first + (1 << (FAST - length)))?;
                    entries.fill((length as u8, *value));
                }
            }
            at += count as usize;
            code = (code + count) << 1;
        }
        Some(table)
    }

    /// Reads one code. `None` if there is no such code, or the data ends.
    pub fn next(&self, bits: &mut Bits<'_>) -> Option<u8> {
        let next = u32::from(bits.peek());
        let (length, value) = *self.fast.get((next >> (16 - FAST)) as usize)?;
        if length > 0 {
            bits.skip(u32::from(length))?;
            return Some(value);
        }
        for (length, (first, count, at)) in (1u32..).zip(&self.lengths).skip(FAST) {
            let place = (next >> (16 - length)).wrapping_sub(*first);
            if place < *count {
                bits.skip(length)?;
                return self.values.get(at + place as usize).copied();
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_all_lengths_are_read() {
        // Codes 0, 10, 110 and one of 12 bits.
        let counts = [1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0];
        let table = Table::new(&counts, &[7, 8, 9, 10]).unwrap();
        let bytes = [0b0101_1011, 0b1000_0000, 0b0010_0000];
        let mut bits = Bits::new(&bytes, 0);
        let read: Vec<_> = std::iter::from_fn(|| table.next(&mut bits)).take(6).collect();
        assert_eq!(read, [7, 8, 9, 10, 8, 7]);
        assert!(Table::new(&[3; 16], &[0; 48]).is_none(), "more codes than the length allows");
    }
}
