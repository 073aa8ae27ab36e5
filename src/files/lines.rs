//! A file with one document on each line, as `mongoexport` writes it: read as a stream, and each line found again by
//! its offset.

use super::publish;
use std::{
    io::{self, BufRead, BufReader, Read, Seek, SeekFrom},
    path::{Path, PathBuf},
};
use time::OffsetDateTime;

#[derive(Clone, Debug)]
pub struct Lines {
    path: PathBuf,
}

/// A line that is not blank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Line number, from 1.
    pub number: u64,
    /// Offset of the line in bytes.
    pub offset: u64,
    /// Length in bytes, without the line end.
    pub len: u64,
    /// None if the line is longer than the limit.
    pub bytes: Option<Vec<u8>>,
}

impl Lines {
    pub fn of(path: &Path) -> Lines {
        Lines { path: path.to_owned() }
    }

    pub fn modified_at(&self) -> io::Result<OffsetDateTime> {
        Ok(publish::open_regular(&self.path)?.metadata()?.modified()?.into())
    }

    /// Every line in order; lines longer than `limit` bytes come without their bytes. Ends with the first error.
    pub fn walk(&self, limit: u64) -> io::Result<impl Iterator<Item = io::Result<Line>> + use<>> {
        let mut file = BufReader::with_capacity(256 * 1024, publish::open_regular(&self.path)?);
        let (mut number, mut offset, mut over) = (0, 0, false);
        Ok(std::iter::from_fn(move || {
            while !over {
                match next(&mut file, limit) {
                    Ok(None) => over = true,
                    Ok(Some(RawLine { len, ended, bytes })) => {
                        let begins = offset;
                        number += 1;
                        offset += len + u64::from(ended);
                        if bytes.as_ref().is_none_or(|bytes| !bytes.trim_ascii().is_empty()) {
                            return Some(Ok(Line { number, offset: begins, len, bytes }));
                        }
                    }
                    Err(error) => {
                        over = true;
                        return Some(Err(error));
                    }
                }
            }
            None
        }))
    }

    /// Reads the line that begins at `offset`, if it has at most `limit` bytes.
    pub fn read(&self, offset: u64, limit: u64) -> io::Result<Vec<u8>> {
        let mut file = publish::open_regular(&self.path)?;
        file.seek(SeekFrom::Start(offset))?;
        match next(&mut BufReader::new(file), limit)? {
            Some(RawLine { bytes: Some(bytes), .. }) => Ok(bytes),
            Some(_) => Err(io::ErrorKind::FileTooLarge.into()),
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }
}

struct RawLine {
    len: u64,
    /// The line ended with a line end, not with the end of the file.
    ended: bool,
    bytes: Option<Vec<u8>>,
}

/// Reads up to the end of the line without ever holding more than `limit` bytes of it.
fn next(file: &mut impl BufRead, limit: u64) -> io::Result<Option<RawLine>> {
    let mut bytes = Vec::new();
    file.take(limit + 1).read_until(b'\n', &mut bytes)?;
    if bytes.is_empty() {
        return Ok(None);
    }
    let mut len = bytes.len() as u64;
    let mut ended = bytes.pop_if(|byte| *byte == b'\n').is_some();
    if ended || len <= limit {
        return Ok(Some(RawLine { len: bytes.len() as u64, ended, bytes: Some(bytes) }));
    }
    drop(bytes);
    while !ended {
        let part = file.fill_buf()?;
        if part.is_empty() {
            break;
        }
        let (read, found) =
            part.iter().position(|byte| *byte == b'\n').map_or((part.len(), false), |at| (at + 1, true));
        file.consume(read);
        len += read as u64 - u64::from(found);
        ended = found;
    }
    Ok(Some(RawLine { len, ended, bytes: None }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_again_by_their_offset() -> io::Result<()> {
        let dir = tempfile::tempdir()?;
        let path = dir.path().join("a.json");
        let long = "x".repeat(100);
        std::fs::write(&path, format!("{{\"a\":1}}\r\n\n  \n{long}\n12345678\n{{\"b\":2}}"))?;
        let lines = Lines::of(&path);
        let found: Vec<Line> = lines.walk(8)?.collect::<io::Result<_>>()?;
        let summary: Vec<_> = found.iter().map(|line| (line.number, line.len, line.bytes.is_some())).collect();
        assert_eq!(summary, [(1, 8, true), (4, 100, false), (5, 8, true), (6, 7, true)]);
        for line in &found {
            match &line.bytes {
                Some(bytes) => assert_eq!(&lines.read(line.offset, 8)?, bytes),
                None => {
                    assert!(lines.read(line.offset, 8).is_err());
                    assert_eq!(lines.read(line.offset, 100)?, long.as_bytes());
                }
            }
        }
        assert!(lines.read(10_000, 8).is_err());
        std::fs::write(&path, "")?;
        assert_eq!(lines.walk(8)?.count(), 0);
        Ok(())
    }
}
