//! Sequential JPEG files of four plain quarters, with any sampling, order of scans and restart markers. Written from the
//! standard, without the library that decodes them.

/// The quarters: upper left, upper right, lower left, lower right.
pub const QUARTERS: [[u8; 3]; 4] = [[200, 60, 50], [60, 170, 80], [235, 235, 225], [40, 110, 190]];

/// What the file looks like.
#[derive(Clone)]
pub struct Layout {
    pub width: usize,
    pub height: usize,
    /// Sampling factors of each component, across and down. One component: grey.
    pub sampling: Vec<(usize, usize)>,
    /// The components of each scan.
    pub scans: Vec<Vec<usize>>,
    /// Units between restart markers; 0: none.
    pub restart: usize,
}

/// A layout with three components, in 4:2:0.
pub fn layout(width: usize, height: usize) -> Layout {
    Layout { width, height, sampling: vec![(2, 2), (1, 1), (1, 1)], scans: vec![vec![0, 1, 2]], restart: 0 }
}

/// The lengths of the luminance DC codes of the standard; the values are 0 to 11.
const LENGTHS: [u8; 16] = [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0];

impl Layout {
    pub fn file(&self) -> Vec<u8> {
        let mut file = b"\xff\xd8".to_vec();
        segment(&mut file, 0xe0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0");
        segment(&mut file, 0xdb, &[&[0][..], &[1; 64]].concat());
        let mut frame = vec![8];
        frame.extend((self.height as u16).to_be_bytes());
        frame.extend((self.width as u16).to_be_bytes());
        frame.push(self.sampling.len() as u8);
        for (number, (across, down)) in (1u8..).zip(&self.sampling) {
            frame.extend([number, (across << 4 | down) as u8, 0]);
        }
        segment(&mut file, 0xc0, &frame);
        segment(&mut file, 0xc4, &[&[0][..], &LENGTHS, &(0..12).collect::<Vec<u8>>()].concat());
        // One AC code: the end of the block.
        segment(&mut file, 0xc4, &[&[0x10, 1][..], &[0; 15], &[0]].concat());
        if self.restart > 0 {
            segment(&mut file, 0xdd, &(self.restart as u16).to_be_bytes());
        }
        for scan in &self.scans {
            let mut header = vec![scan.len() as u8];
            scan.iter().for_each(|component| header.extend([*component as u8 + 1, 0]));
            header.extend([0, 63, 0]);
            segment(&mut file, 0xda, &header);
            file.extend(self.scan(scan));
        }
        file.extend(b"\xff\xd9");
        file
    }

    fn scan(&self, components: &[usize]) -> Vec<u8> {
        let most = |side: fn(&(usize, usize)) -> usize| self.sampling.iter().map(side).max().unwrap();
        let (most_across, most_down) = (most(|s| s.0), most(|s| s.1));
        let alone = components.len() == 1;
        let (across, down) = match components {
            [only] => {
                let (h, v) = self.sampling[*only];
                ((self.width * h).div_ceil(most_across).div_ceil(8), (self.height * v).div_ceil(most_down).div_ceil(8))
            }
            _ => (self.width.div_ceil(8 * most_across), self.height.div_ceil(8 * most_down)),
        };
        let (mut bits, mut before) = (Bits::default(), [0i32; 4]);
        for unit in 0..across * down {
            if self.restart > 0 && unit > 0 && unit % self.restart == 0 {
                bits.flush();
                bits.bytes.extend([0xff, 0xd0 + ((unit / self.restart - 1) % 8) as u8]);
                before = [0; 4];
            }
            for component in components {
                let (h, v) = if alone { (1, 1) } else { self.sampling[*component] };
                for (row, column) in (0..v).flat_map(|row| (0..h).map(move |column| (row, column))) {
                    let (x, y) = ((unit % across) * h + column, (unit / across) * v + row);
                    let value = self.dc(*component, x, y, most_across, most_down);
                    bits.difference(value - before[*component]);
                    before[*component] = value;
                    // The end of the block.
                    bits.put(0, 1);
                }
            }
        }
        bits.flush();
        bits.bytes
    }

    /// The DC value of a block, from the colour at its centre.
    fn dc(&self, component: usize, x: usize, y: usize, most_across: usize, most_down: usize) -> i32 {
        let (h, v) = self.sampling[component];
        let (x, y) = ((x * 8 + 4) * most_across / h, (y * 8 + 4) * most_down / v);
        let quarter = usize::from(x >= self.width / 2) + 2 * usize::from(y >= self.height / 2);
        let [r, g, b] = QUARTERS[quarter].map(f64::from);
        let sample = match component {
            0 => 0.299 * r + 0.587 * g + 0.114 * b - 128.0,
            1 => -0.1687 * r - 0.3313 * g + 0.5 * b,
            _ => 0.5 * r - 0.4187 * g - 0.0813 * b,
        };
        (sample * 8.0).round() as i32
    }
}

fn segment(file: &mut Vec<u8>, marker: u8, content: &[u8]) {
    file.extend([0xff, marker]);
    file.extend((content.len() as u16 + 2).to_be_bytes());
    file.extend(content);
}

#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    held: u32,
    count: u32,
}

impl Bits {
    fn put(&mut self, value: u32, bits: u32) {
        self.held = self.held << bits | value;
        self.count += bits;
        while self.count >= 8 {
            self.count -= 8;
            let byte = (self.held >> self.count) as u8;
            self.bytes.push(byte);
            if byte == 0xff {
                self.bytes.push(0);
            }
        }
    }

    fn difference(&mut self, value: i32) {
        let size = 32 - value.unsigned_abs().leading_zeros();
        let (mut code, mut first) = (0u32, 0u32);
        for (length, count) in (1u32..).zip(LENGTHS) {
            if size < first + u32::from(count) {
                self.put(code + size - first, length);
                break;
            }
            first += u32::from(count);
            code = (code + u32::from(count)) << 1;
        }
        if size > 0 {
            self.put((if value < 0 { value + (1 << size) - 1 } else { value }) as u32, size);
        }
    }

    fn flush(&mut self) {
        if self.count > 0 {
            let fill = 8 - self.count;
            self.put((1 << fill) - 1, fill);
        }
    }
}
