//! How the documents of an export lie in its file: one on each line, or over several lines, alone or in an array. A file
//! that holds no JSON documents as text is refused as a whole, before anything of it is read.

use super::{documents::Documents, lines::Lines, publish};
use crate::domain::migration::UnusableExport;
use std::{
    io::{self, Read},
    path::Path,
};

/// Bytes that are examined.
const EXAMINED: u64 = 64 * 1024;

/// Size of a first document that is examined; a larger one is taken for one line.
const MAX_FIRST: u64 = 4 * 1024 * 1024;

/// Lines that are examined.
const MAX_LINES: usize = 20;

/// Beginnings of files of other formats.
const SIGNATURES: [(&[u8], UnusableExport); 8] = [
    (b"\x1f\x8b", UnusableExport::Compressed),
    (b"PK\x03\x04", UnusableExport::Compressed),
    (b"BZh", UnusableExport::Compressed),
    (b"\xfd7zXZ\x00", UnusableExport::Compressed),
    (b"\x28\xb5\x2f\xfd", UnusableExport::Compressed),
    (b"7z\xbc\xaf", UnusableExport::Compressed),
    (b"SQLite format 3\0", UnusableExport::Sqlite),
    // The beginning of an archive of `mongodump --archive`.
    (b"\x6d\xe2\x99\x81", UnusableExport::Bson),
];

/// The layout of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportLayout {
    /// One document on each line.
    Lines,
    /// Documents over several lines, or elements of an array.
    Documents,
}

impl ExportLayout {
    /// Examines the beginning of a file.
    pub fn of(path: &Path) -> io::Result<Result<ExportLayout, UnusableExport>> {
        let mut head = Vec::new();
        publish::open_regular(path)?.take(EXAMINED).read_to_end(&mut head)?;
        if let Some(unusable) = unusable(&head) {
            return Ok(Err(unusable));
        }
        let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&head);
        let mut significant = text.iter().copied().filter(|byte| !byte.is_ascii_whitespace());
        match (significant.next(), significant.next()) {
            (None, _) => Ok(Ok(ExportLayout::Lines)),
            (Some(b'['), Some(b'{' | b']') | None) => Ok(Ok(ExportLayout::Documents)),
            (Some(b'{'), _) => of_objects(path),
            (Some(b'"' | b'-' | b'0'..=b'9' | b'[' | b't' | b'f' | b'n'), _) if is_json(text) => {
                Ok(Err(UnusableExport::BareValues))
            }
            _ => Ok(Err(UnusableExport::NotJson)),
        }
    }
}

/// The layout of a file that begins with an object.
fn of_objects(path: &Path) -> io::Result<Result<ExportLayout, UnusableExport>> {
    let first = Documents::of(path).walk(MAX_FIRST)?.next().transpose()?;
    let spans_lines = first.and_then(|first| first.bytes).is_some_and(|bytes| bytes.contains(&b'\n'));
    let (mut objects, mut others) = (0_usize, 0_usize);
    for line in Lines::of(path).walk(EXAMINED)?.take(MAX_LINES) {
        let is_object = line?.bytes.is_none_or(|bytes| bytes.trim_ascii_start().starts_with(b"{"));
        if is_object { objects += 1 } else { others += 1 }
    }
    // An object that is cut off on its line seems to span the next ones, which are objects as well.
    if spans_lines && others > 0 && objects <= others {
        return Ok(Ok(ExportLayout::Documents));
    }
    Ok(if others > objects { Err(UnusableExport::NotJson) } else { Ok(ExportLayout::Lines) })
}

fn unusable(head: &[u8]) -> Option<UnusableExport> {
    let zeros = |from: usize, step: usize| {
        let bytes = head.get(from..).unwrap_or_default().iter().step_by(step).take(64);
        let (all, zero) = bytes.fold((0, 0), |(all, zero), byte| (all + 1, zero + usize::from(*byte == 0)));
        all >= 4 && zero * 4 >= all * 3
    };
    let signature = SIGNATURES.iter().find(|(begins, _)| head.starts_with(begins)).map(|(_, unusable)| *unusable);
    match head {
        _ if signature.is_some() => signature,
        // A tar archive has its signature behind the first entry's name and numbers.
        _ if head.get(257..262) == Some(b"ustar") => Some(UnusableExport::Compressed),
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => Some(UnusableExport::Utf32),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Some(UnusableExport::Utf16),
        // Without a byte order mark: a JSON text begins with ASCII characters, whatever the script of its values.
        [b'{' | b'[', 0, 0, 0, _, 0, 0, 0, ..] | [0, 0, 0, b'{' | b'[', 0, 0, 0, ..] => Some(UnusableExport::Utf32),
        [0, b'{' | b'[', 0, _, ..] => Some(UnusableExport::Utf16),
        // Three of four bytes of Latin text are zero, or every second one.
        _ if zeros(1, 4) && zeros(2, 4) => Some(UnusableExport::Utf32),
        // A BSON document begins with its length and the type of its first value.
        [_, _, 0, 0, 1..=0x13, ..] => Some(UnusableExport::Bson),
        [b'{' | b'[', 0, ..] => Some(UnusableExport::Utf16),
        _ if zeros(0, 2) || zeros(1, 2) => Some(UnusableExport::Utf16),
        _ => None,
    }
}

/// Whether the first line, or the beginning of an array, is JSON.
fn is_json(text: &[u8]) -> bool {
    let text = text.trim_ascii_start();
    let line = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    text.starts_with(b"[") || serde_json::from_slice::<serde_json::Value>(line).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(bytes: &[u8]) -> io::Result<Result<ExportLayout, UnusableExport>> {
        let dir = tempfile::tempdir()?;
        let path = dir.path().join("export.json");
        std::fs::write(&path, bytes)?;
        ExportLayout::of(&path)
    }

    #[test]
    fn layouts_are_recognised_and_other_formats_refused() -> io::Result<()> {
        let wide = |unit: fn(u16) -> [u8; 2]| "{\"a\": 1}\n".encode_utf16().flat_map(unit).collect::<Vec<u8>>();
        let with_mark = [b"\xff\xfe".as_slice(), &wide(u16::to_le_bytes)].concat();
        let wider: Vec<u8> = "{\"a\": 1}\n".chars().flat_map(|c| u32::from(c).to_le_bytes()).collect();
        for (bytes, expected) in [
            (b"".as_slice(), Ok(ExportLayout::Lines)),
            (b"{\"a\": 1}\n{\"a\": 2}\n", Ok(ExportLayout::Lines)),
            (b"\xef\xbb\xbf{\"a\": 1}\r\n{\"a\": 2}\r\n", Ok(ExportLayout::Lines)),
            (b"{\"a\": 1}\nnot JSON\n{\"a\": 2}", Ok(ExportLayout::Lines)),
            (b"{\"a\": 1", Ok(ExportLayout::Lines)),
            (b"{\"a\": 1\n{\"a\": 2}\n{\"a\": 3}\n", Ok(ExportLayout::Lines)),
            (b"{\n  \"a\": 1\n}\n{\n  \"a\": 2\n}\n", Ok(ExportLayout::Documents)),
            (b"{ \"a\":\n  1 }\n", Ok(ExportLayout::Documents)),
            (b"[{\"a\": 1},\n{\"a\": 2}]\n", Ok(ExportLayout::Documents)),
            (b"[\n  {\n    \"a\": 1\n  }\n]", Ok(ExportLayout::Documents)),
            (b"[]", Ok(ExportLayout::Documents)),
            (&with_mark, Err(UnusableExport::Utf16)),
            (&wide(u16::to_le_bytes), Err(UnusableExport::Utf16)),
            (&wide(u16::to_be_bytes), Err(UnusableExport::Utf16)),
            (&wider, Err(UnusableExport::Utf32)),
            (b"{\0\"\0\x35\x06\"\0:\0\x35\x06", Err(UnusableExport::Utf16)),
            (b"\0[\0{\0\"\x06\x35", Err(UnusableExport::Utf16)),
            (b"{\0\0\0\"\0\0\0\x35\x06\0\0\x35\x06\0\0", Err(UnusableExport::Utf32)),
            (b"\0\0\0[\0\0\0{\0\0\x06\x35", Err(UnusableExport::Utf32)),
            (b"\x7b\0\0\0\x02a\0\x06\0\0\0hello\0\0", Err(UnusableExport::Bson)),
            (b"\x1f\x8b\x08\x00", Err(UnusableExport::Compressed)),
            (b"PK\x03\x04", Err(UnusableExport::Compressed)),
            (b"SQLite format 3\0", Err(UnusableExport::Sqlite)),
            (b"\x16\x00\x00\x00\x02a\x00\x06\x00\x00\x00hello\x00\x00", Err(UnusableExport::Bson)),
            (b"1\n2\n3\n", Err(UnusableExport::BareValues)),
            (b"\"a\"\n\"b\"\n", Err(UnusableExport::BareValues)),
            (b"[1, 2]", Err(UnusableExport::BareValues)),
            (b"_id,place\n1,Villa\n", Err(UnusableExport::NotJson)),
            (b"{\"a\": 1}\n2\n3\n\"b\"\n", Err(UnusableExport::NotJson)),
        ] {
            assert_eq!(layout(bytes)?, expected, "{:?}", String::from_utf8_lossy(bytes));
        }
        Ok(())
    }
}
