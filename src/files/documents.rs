//! JSON documents that span lines or are elements of an array: read as a stream, and each found again by its offset.
//!
//! Only braces, brackets and strings are recognised; what a document says is checked when it is parsed. Invariant: every
//! byte that is no space, comma, bracket of the array or mark between documents is part of exactly one document.

use super::{lines::Line, publish};
use std::{
    io::{self, BufRead, BufReader, Seek, SeekFrom},
    path::{Path, PathBuf},
};

#[derive(Clone, Debug)]
pub struct Documents {
    path: PathBuf,
}

impl Documents {
    pub fn of(path: &Path) -> Documents {
        Documents { path: path.to_owned() }
    }

    /// Every document in order, numbered from 1; documents longer than `limit` bytes come without their bytes. Ends with
    /// the first error.
    pub fn walk(&self, limit: u64) -> io::Result<impl Iterator<Item = io::Result<Line>> + use<>> {
        let mut file = BufReader::with_capacity(256 * 1024, publish::open_regular(&self.path)?);
        let (mut number, mut offset, mut over) = (0, 0, false);
        Ok(std::iter::from_fn(move || {
            if over {
                return None;
            }
            match next(&mut file, offset, limit) {
                Ok(None) => {
                    over = true;
                    None
                }
                Ok(Some(found)) => {
                    number += 1;
                    offset = found.offset + found.len;
                    Some(Ok(Line { number, ..found }))
                }
                Err(error) => {
                    over = true;
                    Some(Err(error))
                }
            }
        }))
    }

    /// Reads the document that begins at `offset`, if it has at most `limit` bytes.
    pub fn read(&self, offset: u64, limit: u64) -> io::Result<Vec<u8>> {
        let mut file = publish::open_regular(&self.path)?;
        file.seek(SeekFrom::Start(offset))?;
        match next(&mut BufReader::new(file), offset, limit)? {
            Some(Line { bytes: Some(bytes), .. }) => Ok(bytes),
            Some(_) => Err(io::ErrorKind::FileTooLarge.into()),
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }
}

/// The state within a document.
#[derive(Default)]
struct Scan {
    depth: usize,
    in_string: bool,
    after_backslash: bool,
    /// It does not begin with a brace, so it ends at the next separator.
    is_loose: bool,
}

/// Whether the document goes on with this byte, ends with it, or ended before it.
enum Step {
    On,
    Last,
    Before,
}

impl Scan {
    fn step(&mut self, byte: u8) -> Step {
        if self.is_loose {
            return if is_between(byte) || byte == b'{' { Step::Before } else { Step::On };
        }
        if self.in_string {
            match byte {
                _ if self.after_backslash => self.after_backslash = false,
                b'\\' => self.after_backslash = true,
                b'"' => self.in_string = false,
                _ => {}
            }
            return Step::On;
        }
        match byte {
            b'"' => self.in_string = true,
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => {
                self.depth = self.depth.saturating_sub(1);
                if self.depth == 0 {
                    return Step::Last;
                }
            }
            _ => {}
        }
        Step::On
    }
}

/// Spaces, commas, brackets of the array, the byte order mark, and the separator of JSON text sequences.
fn is_between(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b',' | b'[' | b']' | 0xef | 0xbb | 0xbf | 0x1e)
}

/// The next document of a file that is read from `offset` on, without its number.
fn next(file: &mut impl BufRead, mut offset: u64, limit: u64) -> io::Result<Option<Line>> {
    let mut found: Option<(Line, Scan)> = None;
    loop {
        let part = file.fill_buf()?;
        if part.is_empty() {
            return Ok(found.map(|(line, _)| line));
        }
        let (mut used, mut ended) = (0, false);
        for byte in part {
            if found.is_none() && is_between(*byte) {
                (used, offset) = (used + 1, offset + 1);
                continue;
            }
            let (line, scan) = found.get_or_insert_with(|| {
                let line = Line { number: 0, offset, len: 0, bytes: Some(Vec::new()) };
                (line, Scan { is_loose: *byte != b'{', ..Scan::default() })
            });
            let step = scan.step(*byte);
            if matches!(step, Step::Before) {
                ended = true;
                break;
            }
            (used, line.len) = (used + 1, line.len + 1);
            if line.len > limit {
                line.bytes = None;
            }
            line.bytes.iter_mut().for_each(|bytes| bytes.push(*byte));
            if matches!(step, Step::Last) {
                ended = true;
                break;
            }
        }
        file.consume(used);
        if ended {
            return Ok(found.map(|(line, _)| line));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_document_is_found_and_found_again() -> io::Result<()> {
        let dir = tempfile::tempdir()?;
        let path = dir.path().join("a.json");
        let text = "\u{feff}[\n  {\"a\": \"}]\\\"{\"},\n {\n  \"b\": [1, {}]\n }\n, loose {\"long\": \"123456789\"}\n] {\"cut\": \"";
        std::fs::write(&path, text)?;
        let documents = Documents::of(&path);
        let found: Vec<Line> = documents.walk(18)?.collect::<io::Result<_>>()?;
        let texts: Vec<_> = found
            .iter()
            .map(|line| (line.number, line.bytes.as_deref().map(|bytes| String::from_utf8_lossy(bytes).into_owned())))
            .collect();
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(
            texts,
            [(1, some("{\"a\": \"}]\\\"{\"}")), (2, None), (3, some("loose")), (4, None), (5, some("{\"cut\": \"")),]
        );
        for line in &found {
            let read = documents.read(line.offset, 100)?;
            assert_eq!(read.len() as u64, line.len);
            assert_eq!(documents.read(line.offset, 18).ok(), line.bytes);
        }
        std::fs::write(&path, "[]\n")?;
        assert_eq!(documents.walk(8)?.count(), 0);
        Ok(())
    }
}
