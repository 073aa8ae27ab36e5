//! The bits of a scan: without stuffed zeros, up to the next marker.

/// Reads coded data from the most significant bit. Reading beyond the data gives `None`.
pub struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
    /// The last `count` bits are not read yet; the bits above them are old.
    held: u64,
    count: u32,
}

impl<'a> Bits<'a> {
    pub fn new(bytes: &'a [u8], at: usize) -> Bits<'a> {
        Bits { bytes, at, held: 0, count: 0 }
    }

    fn fill(&mut self) {
        while self.count <= 56 {
            let Some(byte) = self.bytes.get(self.at) else { return };
            // An `ff` of the data is followed by a zero; any other is a marker.
            let length = if *byte == 0xff { 2 } else { 1 };
            if length == 2 && self.bytes.get(self.at + 1) != Some(&0) {
                return;
            }
            self.at += length;
            self.held = self.held << 8 | u64::from(*byte);
            self.count += 8;
        }
    }

    /// The next 16 bits, with zeros after the end of the data.
    pub fn peek(&mut self) -> u16 {
        if self.count < 16 {
            self.fill();
        }
        match self.count.checked_sub(16) {
            Some(after) => (self.held >> after) as u16,
            None => (self.held << (16 - self.count)) as u16,
        }
    }

    pub fn skip(&mut self, bits: u32) -> Option<()> {
        self.count = self.count.checked_sub(bits)?;
        Some(())
    }

    /// Skips one bit, with a check that there is one.
    pub fn skip_one(&mut self) -> Option<()> {
        if self.count == 0 {
            self.fill();
        }
        self.skip(1)
    }

    /// Reads up to 16 bits.
    pub fn read(&mut self, bits: u32) -> Option<u32> {
        if bits == 0 {
            return Some(0);
        }
        let value = u32::from(self.peek()) >> 16u32.saturating_sub(bits);
        self.skip(bits)?;
        Some(value)
    }

    /// Drops the rest of the current byte and the padding after it; returns the position of what follows.
    pub fn end(&mut self) -> usize {
        for byte in 0..self.count / 8 {
            let whole = (self.held >> (8 * byte)) as u8;
            self.at = self.at.saturating_sub(if whole == 0xff { 2 } else { 1 });
        }
        self.count = 0;
        self.at = after_padding(self.bytes, self.at);
        self.at
    }

    /// Reads the restart marker with this number, 0 to 7.
    pub fn restart(&mut self, number: u8) -> Option<()> {
        let at = self.end();
        let fill = self.bytes.get(at..)?.iter().take_while(|byte| **byte == 0xff).count();
        let code = self.bytes.get(at + fill)?;
        if fill == 0 || *code != 0xd0 + number {
            return None;
        }
        self.at = at + fill + 1;
        Some(())
    }
}

/// Some encoders fill the space before a marker with zeros, or with ones, each followed by a zero.
fn after_padding(bytes: &[u8], mut at: usize) -> usize {
    loop {
        match bytes.get(at..) {
            Some([0, ..]) => at += 1,
            Some([0xff, 0, ..]) => at += 2,
            _ => return at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_read_without_stuffing_up_to_a_marker() {
        let bytes = [0b1010_0000, 0xff, 0x00, 0x12, 0x34, 0xff, 0xd3, 0x80];
        let mut bits = Bits::new(&bytes, 0);
        assert_eq!((bits.read(3), bits.read(5), bits.read(8)), (Some(0b101), Some(0), Some(0xff)));
        assert_eq!(bits.read(4), Some(1));
        assert_eq!(bits.read(16), None, "twelve bits are left");
        assert_eq!(bits.end(), 4, "the rest of a byte is dropped, a whole one is not");
        let mut bits = Bits::new(&bytes, 3);
        assert_eq!((bits.read(16), bits.restart(3), bits.read(1)), (Some(0x1234), Some(()), Some(1)));
        assert!(Bits::new(&bytes, 5).restart(2).is_none());
    }
}
