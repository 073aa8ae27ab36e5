//! Limits of the file itself, before a spreadsheet library sees it.
//!
//! An `.xlsx` file is a ZIP archive of XML. Its directory states the size of each part, but a directory can lie, so each
//! part is also unpacked into nothing, up to the limit.

use crate::domain::message::Message;
use std::io::{self, Cursor, Read};
use zip::{ZipArchive, result::ZipError};

/// Upper limit for the file. A form of 300 questions in two languages takes about 40 kB.
pub const MOST_BYTES: usize = 4 << 20;

/// Upper limit for all parts together when they are unpacked. A file of this size that is made for it takes 30 MB of memory
/// when it is read, measured with a list of texts that are all empty.
const MOST_UNPACKED: u64 = 8 << 20;

/// Upper limit for the number of parts; a workbook of three sheets has about 12.
const MOST_PARTS: usize = 500;

/// The first bytes of old Excel files and of encrypted ones.
const OLD_EXCEL: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0];

/// What is wrong with the file as a whole.
pub fn check(bytes: &[u8]) -> Result<(), Message> {
    if bytes.len() > MOST_BYTES {
        return Err(Message::new("spreadsheet-file-too-large")
            .with("found", (bytes.len() / 1024).to_string())
            .with("limit", (MOST_BYTES / 1024).to_string()));
    }
    if bytes.is_empty() {
        return Err(Message::new("spreadsheet-file-empty"));
    }
    if bytes.starts_with(OLD_EXCEL) {
        return Err(Message::new("spreadsheet-old-excel"));
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| no_workbook())?;
    if archive.len() > MOST_PARTS {
        return Err(Message::new("spreadsheet-too-many-parts")
            .with("found", archive.len().to_string())
            .with("limit", MOST_PARTS.to_string()));
    }
    let mut left = MOST_UNPACKED;
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(|error| match error {
            ZipError::UnsupportedArchive(_) => Message::new("spreadsheet-other-compression"),
            _ => no_workbook(),
        })?;
        if part.size() > left {
            return Err(too_large());
        }
        let unpacked =
            io::copy(&mut part.take(left + 1), &mut io::sink()).map_err(|_| Message::new("spreadsheet-damaged"))?;
        left = left.checked_sub(unpacked).ok_or_else(too_large)?;
    }
    Ok(())
}

fn no_workbook() -> Message {
    Message::new("spreadsheet-no-workbook")
}

fn too_large() -> Message {
    Message::new("spreadsheet-unpacked-too-large").with("limit", (MOST_UNPACKED >> 20).to_string())
}
