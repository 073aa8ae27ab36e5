//! Writes a sequential picture of several scans as one scan, without loss: the coefficients stay the same.
//!
//! The decoder does not read several sequential scans correctly. The Huffman tables have codes of one length, which
//! need no statistics; the result is only decoded, never stored.

use super::{
    super::container::{Frame, START_OF_SCAN},
    planes::Plane,
};

/// Values of DC codes: numbers of bits from 0 to 14. All codes have 4 bits.
const DC_CODES: u8 = 15;
const DC_BITS: u32 = 4;

/// Values of AC codes: sixteen zeros, the end of the block, and 16 runs of zeros with 1 to 11 bits. All codes have 8
/// bits.
const AC_SIZES: u8 = 11;
const AC_BITS: u32 = 8;

/// The segments of a picture with one scan, from the quantization tables to the end of the scan. `quantization`: the
/// content of a table for each component.
pub fn one_scan(frame: &Frame, planes: &[Plane], quantization: &[Vec<u8>]) -> Option<Vec<u8>> {
    let mut file = Vec::new();
    for (number, table) in (0u8..).zip(quantization) {
        let wide = if table.len() > 64 { 0x10 } else { 0 };
        segment(&mut file, 0xdb, &[&[wide | number], table.as_slice()].concat())?;
    }
    let side = |side: u32| u16::try_from(side).ok().map(u16::to_be_bytes);
    let count = u8::try_from(planes.len()).ok()?;
    let mut header = vec![8];
    header.extend(side(frame.height)?);
    header.extend(side(frame.width)?);
    header.push(count);
    let mut scan = vec![count];
    for (number, plane) in (0u8..).zip(planes) {
        let about = &plane.component;
        header.extend([about.id, (about.across << 4 | about.down) as u8, number]);
        scan.extend([about.id, 0]);
    }
    scan.extend([0, 63, 0]);
    segment(&mut file, 0xc1, &header)?;
    let ac = ac_values();
    let counts = |bits: u32, codes: usize| {
        (1..=16).map(move |length| if length == bits { codes as u8 } else { 0 }).collect::<Vec<u8>>()
    };
    let dc: Vec<u8> = (0..DC_CODES).collect();
    segment(&mut file, 0xc4, &[vec![0x00], counts(DC_BITS, dc.len()), dc].concat())?;
    segment(&mut file, 0xc4, &[vec![0x10], counts(AC_BITS, ac.len()), ac].concat())?;
    segment(&mut file, START_OF_SCAN, &scan)?;
    let mut writer = Writer { file, held: 0, count: 0 };
    units(frame, planes, &mut writer)?;
    Some(writer.end())
}

fn segment(file: &mut Vec<u8>, marker: u8, content: &[u8]) -> Option<()> {
    let length = u16::try_from(content.len() + 2).ok()?.to_be_bytes();
    file.extend([0xff, marker]);
    file.extend(length);
    file.extend(content);
    Some(())
}

fn units(frame: &Frame, planes: &[Plane], writer: &mut Writer) -> Option<()> {
    let (most_across, most_down) = frame.most();
    let (across, down) = (frame.width.div_ceil(8 * most_across), frame.height.div_ceil(8 * most_down));
    let mut before = vec![0i16; planes.len()];
    for (y, x) in (0..down as usize).flat_map(|y| (0..across as usize).map(move |x| (y, x))) {
        for (plane, before) in planes.iter().zip(&mut before) {
            let (h, v) = (plane.component.across as usize, plane.component.down as usize);
            for (row, column) in (0..v).flat_map(|row| (0..h).map(move |column| (row, column))) {
                let (row, column) = (y * v + row, x * h + column);
                let covers = row < plane.down && column < plane.across;
                let given = plane.coefficients.get(row * plane.stride + column)?;
                // Blocks beyond the picture repeat the colour of the block before.
                let filling = [*before; 1];
                let block: &[i16] = if covers { given } else { &filling };
                write_block(block, before, writer);
            }
        }
    }
    Some(())
}

fn write_block(block: &[i16], before: &mut i16, writer: &mut Writer) {
    let dc = block.first().copied().unwrap_or_default();
    let difference = i32::from(dc) - i32::from(*before);
    *before = dc;
    let size = bits_of(difference);
    writer.put(size, DC_BITS);
    writer.put_signed(difference, size);
    let (mut zeros, mut rest) = (0u32, 0);
    for value in block.iter().skip(1) {
        if *value == 0 {
            zeros += 1;
            continue;
        }
        while zeros > 15 {
            writer.put(ac_code(15, 0), AC_BITS);
            zeros -= 16;
            rest += 16;
        }
        let size = bits_of(i32::from(*value));
        writer.put(ac_code(zeros, size), AC_BITS);
        writer.put_signed(i32::from(*value), size);
        rest += zeros + 1;
        zeros = 0;
    }
    if rest < 63 {
        writer.put(ac_code(0, 0), AC_BITS);
    }
}

/// The values in the order of their codes.
fn ac_values() -> Vec<u8> {
    let runs = (0..16u8).flat_map(|zeros| (1..=AC_SIZES).map(move |size| zeros << 4 | size));
    [0x00, 0xf0].into_iter().chain(runs).collect()
}

fn ac_code(zeros: u32, size: u32) -> u32 {
    match (zeros, size) {
        (0, 0) => 0,
        (_, 0) => 1,
        _ => 2 + zeros * u32::from(AC_SIZES) + size - 1,
    }
}

fn bits_of(value: i32) -> u32 {
    u32::BITS - value.unsigned_abs().leading_zeros()
}

struct Writer {
    file: Vec<u8>,
    held: u32,
    count: u32,
}

impl Writer {
    /// Writes up to 16 bits.
    fn put(&mut self, value: u32, bits: u32) {
        self.held = self.held << bits | value;
        self.count += bits;
        while self.count >= 8 {
            self.count -= 8;
            let byte = (self.held >> self.count) as u8;
            self.file.push(byte);
            if byte == 0xff {
                self.file.push(0);
            }
        }
    }

    fn put_signed(&mut self, value: i32, bits: u32) {
        let coded = if value < 0 { value + (1 << bits) - 1 } else { value };
        self.put(coded as u32, bits);
    }

    /// Fills the last byte with ones.
    fn end(mut self) -> Vec<u8> {
        if self.count > 0 {
            let fill = 8 - self.count;
            self.put((1 << fill) - 1, fill);
        }
        self.file
    }
}
