//! Names of files: as they are on disk, as a record uses them, and as the ledger lists them.
//!
//! Invariant: no name leads outside of the folder.

use std::{
    ffi::OsString,
    io,
    os::unix::ffi::{OsStrExt, OsStringExt},
};

/// The folders of the legacy app below its root.
pub(super) const FOLDERS: [&str; 4] = ["submissions", "jobs", "drafts", "uploads"];

/// A name in a form that can be stored and displayed, unique for each file.
pub(super) fn escaped(name: &[u8]) -> String {
    let mut text = String::with_capacity(name.len());
    for chunk in name.utf8_chunks() {
        for c in chunk.valid().chars() {
            if c.is_control() || c == '%' {
                let mut bytes = [0; 4];
                c.encode_utf8(&mut bytes).bytes().for_each(|b| text.push_str(&format!("%{b:02x}")));
            } else {
                text.push(c);
            }
        }
        chunk.invalid().iter().for_each(|b| text.push_str(&format!("%{b:02x}")));
    }
    text
}

/// Reverses [`escaped`].
fn unescaped(name: &str) -> Vec<u8> {
    let mut parts = name.split('%');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let (code, rest) = part.split_at_checked(2).unwrap_or(("", part));
        bytes.extend(u8::from_str_radix(code, 16).ok());
        bytes.extend_from_slice(rest.as_bytes());
    }
    bytes
}

/// One part of a listed name as it is on disk; it never leads to another folder.
pub(super) fn plain_part(listed: &str) -> io::Result<OsString> {
    let name = OsString::from_vec(unescaped(listed));
    let is_plain = !name.is_empty() && name != "." && name != ".." && !name.as_bytes().contains(&b'/');
    if is_plain { Ok(name) } else { Err(io::ErrorKind::NotFound.into()) }
}
