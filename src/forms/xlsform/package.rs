//! Limits of the file itself, before a spreadsheet library sees it.
//!
//! An `.xlsx` file is a ZIP archive of XML. Its directory states the size of each part, but a directory can lie, so each
//! part is also unpacked into nothing, up to the limit.

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
pub fn check(bytes: &[u8]) -> Result<(), String> {
    if bytes.len() > MOST_BYTES {
        return Err(format!("the file has {} kB, at most {} kB are allowed", bytes.len() / 1024, MOST_BYTES / 1024));
    }
    if bytes.is_empty() {
        return Err("the file is empty".into());
    }
    if bytes.starts_with(OLD_EXCEL) {
        return Err(
            "the file is an old Excel file (.xls) or has a password; save it as .xlsx without a password".into()
        );
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| NOT_A_WORKBOOK.to_owned())?;
    if archive.len() > MOST_PARTS {
        return Err(format!("the file has {} parts, a form has at most {MOST_PARTS}", archive.len()));
    }
    let mut left = MOST_UNPACKED;
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(|error| match error {
            ZipError::UnsupportedArchive(_) => {
                "the file is compressed in a way that Excel does not use; save it again".to_owned()
            }
            _ => NOT_A_WORKBOOK.to_owned(),
        })?;
        if part.size() > left {
            return Err(too_large());
        }
        let unpacked = io::copy(&mut part.take(left + 1), &mut io::sink())
            .map_err(|_| "the file is damaged: a part of it cannot be unpacked".to_owned())?;
        left = left.checked_sub(unpacked).ok_or_else(too_large)?;
    }
    Ok(())
}

const NOT_A_WORKBOOK: &str = "the file is no Excel workbook (.xlsx); save the form as .xlsx";

fn too_large() -> String {
    format!("the file would take more than {} MB when it is unpacked, which no form does", MOST_UNPACKED >> 20)
}
