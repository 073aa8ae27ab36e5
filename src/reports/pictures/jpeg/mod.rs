//! Reads every coded byte of a JPEG before it is decoded.
//!
//! Input: the bytes of an untrusted file. Output: a file that a decoder shows as a whole, without metadata, with one
//! end marker; or the reason for a refusal. Decoders fill what they cannot read with grey or with the colour before,
//! and report no error; this module is why such a picture is refused.
//!
//! - A picture is complete if each coefficient of each component was given, whatever follows: some phones write no end
//!   marker, or a film behind the picture.
//! - It is damaged if data ends early, a code cannot be, restart markers are not in order, a scan is missing, or much of
//!   a scan is left over.
//!
//! Bounds: at most `MAX_PARTS` segments and [`MAX_SCANS`] scans; memory for one bit of each sample of a progressive
//! picture, and for the coefficients of a sequential one in several scans (`Container::memory` includes both).

mod bits;
mod blocks;
mod huffman;
mod interleave;
mod planes;
mod scan;

use super::container::{
    END_OF_IMAGE, Frame, MAX_PARTS, START_OF_IMAGE, START_OF_SCAN, Segment, is_frame, next_segment,
};
use crate::domain::upload::{FileRefusal, OtherFormat};
use bits::Bits;
use huffman::Tables;
use planes::Plane;
use scan::Scan;

/// Progressive images have about ten scans; more of them only cost time.
const MAX_SCANS: usize = 32;

/// How many bytes of a scan may be left over: encoders exist that write a few too many.
const MAX_LEFT_OVER: usize = 8;

const HUFFMAN: u8 = 0xc4;
const QUANTIZATION: u8 = 0xdb;
const RESTART: u8 = 0xdd;

/// Checks the scans of a picture.
///
/// # Errors
/// [`FileRefusal::Damaged`] if a part is missing or damaged, [`FileRefusal::OtherFormat`] for rare kinds of JPEG.
pub fn checked(bytes: &[u8]) -> Result<Vec<u8>, FileRefusal> {
    let mut picture = Picture { bytes, file: vec![0xff, START_OF_IMAGE], ..Picture::default() };
    let mut at = 0;
    for _ in 0..MAX_PARTS {
        let segment = next_segment(bytes, at).ok_or(FileRefusal::Damaged)?;
        if picture.scans > 0 && segment.start > at + MAX_LEFT_OVER {
            return Err(FileRefusal::Damaged);
        }
        at = segment.end;
        if segment.code == START_OF_SCAN {
            at = picture.scan(&segment)?;
            if picture.is_complete() {
                return picture.finish(at);
            }
        } else {
            picture.segment(&segment)?;
        }
    }
    Err(FileRefusal::Damaged)
}

/// What was read so far.
#[derive(Default)]
struct Picture<'a> {
    bytes: &'a [u8],
    /// The result, up to the last scan.
    file: Vec<u8>,
    frame: Option<Frame>,
    planes: Vec<Plane>,
    huffman: Tables,
    /// The quantization tables by number, as in the file.
    quantization: [Option<&'a [u8]>; 4],
    /// Those of each component when its scan began, of a sequential picture in several scans.
    of_component: Vec<Vec<u8>>,
    restart: usize,
    scans: usize,
}

impl<'a> Picture<'a> {
    fn segment(&mut self, segment: &Segment<'a>) -> Result<(), FileRefusal> {
        let Segment { code, content, .. } = *segment;
        match code {
            START_OF_IMAGE => return Ok(()),
            END_OF_IMAGE => return Err(FileRefusal::Damaged),
            HUFFMAN => self.huffman.read(content)?,
            QUANTIZATION => self.quantization(content)?,
            RESTART => {
                let interval = content.first_chunk::<2>().ok_or(FileRefusal::Damaged)?;
                self.restart = usize::from(u16::from_be_bytes(*interval));
            }
            // Arithmetic and hierarchical coding.
            0xcc | 0xde | 0xdf => return Err(FileRefusal::OtherFormat(OtherFormat::RareJpeg)),
            _ if is_frame(code) => {
                if self.frame.is_some() {
                    return Err(FileRefusal::Damaged);
                }
                self.frame = Some(Frame::read(code, content)?);
            }
            // JFIF and Adobe say how colours are coded.
            0xe0 | 0xee => {}
            _ => return Ok(()),
        }
        self.keep(segment.start, segment.end);
        Ok(())
    }

    fn keep(&mut self, from: usize, to: usize) {
        self.file.extend(self.bytes.get(from..to).unwrap_or_default());
    }

    fn quantization(&mut self, mut content: &'a [u8]) -> Result<(), FileRefusal> {
        while let Some((about, rest)) = content.split_first() {
            let (table, rest) =
                rest.split_at_checked(if about >> 4 == 0 { 64 } else { 128 }).ok_or(FileRefusal::Damaged)?;
            *self.quantization.get_mut(usize::from(about & 15)).ok_or(FileRefusal::Damaged)? = Some(table);
            content = rest;
        }
        Ok(())
    }

    /// Reads a scan; returns where it ends.
    fn scan(&mut self, segment: &Segment<'a>) -> Result<usize, FileRefusal> {
        self.scans += 1;
        let frame = self.frame.as_ref().filter(|_| self.scans <= MAX_SCANS).ok_or(FileRefusal::Damaged)?;
        let scan = Scan::read(frame, segment.content).ok_or(FileRefusal::Damaged)?;
        if self.scans == 1 {
            self.planes = Plane::all(frame, !scan.has_all(frame));
            self.of_component = vec![Vec::new(); frame.components.len()];
        }
        for at in scan.components() {
            let number = frame.components.get(at).map(|component| usize::from(component.quantization));
            let table = number.and_then(|number| *self.quantization.get(number)?).ok_or(FileRefusal::Damaged)?;
            if let Some(place) = self.of_component.get_mut(at) {
                *place = table.to_vec();
            }
        }
        let mut bits = Bits::new(self.bytes, segment.end);
        scan.walk(frame, &mut self.planes, &self.huffman, self.restart, &mut bits).ok_or(FileRefusal::Damaged)?;
        let end = bits.end();
        self.keep(segment.start, end);
        Ok(end)
    }

    fn is_complete(&self) -> bool {
        self.planes.iter().all(Plane::is_complete)
    }

    /// Ends the file. `at`: where the last scan ends.
    fn finish(mut self, at: usize) -> Result<Vec<u8>, FileRefusal> {
        let further_scan = |next: Segment<'_>| next.code == START_OF_SCAN && next.start == at;
        if is_rest_of_scan(self.bytes.get(at..).unwrap_or_default())
            || next_segment(self.bytes, at).is_some_and(further_scan)
        {
            return Err(FileRefusal::Damaged);
        }
        let frame = self.frame.as_ref().ok_or(FileRefusal::Damaged)?;
        if self.scans > 1 && !frame.progressive {
            let scan = interleave::one_scan(frame, &self.planes, &self.of_component).ok_or(FileRefusal::Damaged)?;
            self.file = [&[0xff, START_OF_IMAGE], colour_segments(&self.file).as_slice(), &scan].concat();
        }
        self.file.extend([0xff, END_OF_IMAGE]);
        Ok(self.file)
    }
}

/// The segments of JFIF and Adobe.
fn colour_segments(file: &[u8]) -> Vec<u8> {
    let (mut kept, mut at) = (Vec::new(), 0);
    while let Some(segment) = next_segment(file, at).filter(|segment| segment.code != START_OF_SCAN) {
        if matches!(segment.code, 0xe0 | 0xee) {
            kept.extend(file.get(segment.start..segment.end).unwrap_or_default());
        }
        at = segment.end;
    }
    kept
}

/// Whether the bytes after the last block are further data of its scan: the blocks before were read from too few bytes.
/// What has other markers, or looks like no coded data, is another file behind the picture.
fn is_rest_of_scan(rest: &[u8]) -> bool {
    let coded = rest.windows(2).position(|pair| matches!(pair, [0xff, code] if !is_in_scan(*code)));
    match coded.map(|at| (at, rest.get(at + 1))) {
        Some((at, Some(&END_OF_IMAGE))) => at > MAX_LEFT_OVER,
        Some(_) => false,
        None => rest.len() > MAX_LEFT_OVER && rest.windows(2).any(|pair| pair == [0xff, 0]),
    }
}

/// Whether an `ff` with this byte may be within a scan: data, restart markers, fill bytes.
fn is_in_scan(code: u8) -> bool {
    matches!(code, 0x00 | 0xd0..=0xd7 | 0xff)
}
