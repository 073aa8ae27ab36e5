//! The photos of the legacy app by the names in its records, which are often spelled otherwise on disk: a Mac writes
//! letters with accents decomposed, Windows does not distinguish letter case, and addresses have percent-encoded names
//! and query strings, some of them encoded twice.
//!
//! The exact name is tried first. A similar name is taken only if exactly one file fits. The similar names of a folder
//! are read once, when the first name is not found; they stay in memory, about 100 bytes for each file.

use super::old_store::OldStore;
use crate::domain::migration::RecordKind;
use std::{
    collections::HashMap,
    io::{self, ErrorKind},
    sync::OnceLock,
};
use unicode_normalization::UnicodeNormalization;

#[derive(Debug)]
pub struct OldPhotos {
    store: OldStore,
    /// Names on disk by their loosest form.
    similar: OnceLock<HashMap<String, Vec<String>>>,
}

/// A photo that a record names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OldPhoto {
    Found {
        /// The name on disk.
        name: String,
        bytes: Vec<u8>,
    },
    /// No file has the name, and several have a similar one.
    Ambiguous(Vec<String>),
}

impl OldPhotos {
    pub fn of(store: OldStore) -> OldPhotos {
        OldPhotos { store, similar: OnceLock::new() }
    }

    /// Reads a photo by the name in a record, if it has at most `limit` bytes.
    pub fn read(&self, name: &str, limit: u64) -> io::Result<OldPhoto> {
        let read = |name: &str| -> io::Result<OldPhoto> {
            let bytes = self.store.read_named("uploads", name, limit)?;
            Ok(OldPhoto::Found { name: name.to_owned(), bytes })
        };
        match read(name) {
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::InvalidFilename) => {
                match self.similar_to(name).as_slice() {
                    [] => Err(error),
                    [one] => read(one),
                    several => Ok(OldPhoto::Ambiguous(several.to_vec())),
                }
            }
            found => found,
        }
    }

    /// The names on disk that fit best.
    fn similar_to(&self, name: &str) -> Vec<String> {
        let similar = self.similar.get_or_init(|| by_loosest_form(&self.store));
        for spelling in spellings(name) {
            let Some(all) = similar.get(&loosest(&spelling)) else { continue };
            let forms: [fn(&str) -> String; 3] = [composed, without_case, loosest];
            for form in forms {
                let fit: Vec<String> = all.iter().filter(|other| form(other) == form(&spelling)).cloned().collect();
                if !fit.is_empty() {
                    return fit;
                }
            }
        }
        Vec::new()
    }
}

fn by_loosest_form(store: &OldStore) -> HashMap<String, Vec<String>> {
    let mut names: HashMap<String, Vec<String>> = HashMap::new();
    // An entry that cannot be examined is reported when the folder is imported.
    for entry in store.walk(RecordKind::Upload).flatten().filter(|entry| entry.is_regular) {
        if let Some(name) = entry.file_name() {
            names.entry(loosest(name)).or_default().push(name.to_owned());
        }
    }
    names.values_mut().for_each(|similar| similar.sort_unstable());
    names
}

/// The name as it is, decoded, and both without a query or fragment; then decoded before its query is removed.
fn spellings(name: &str) -> Vec<String> {
    let bare = bare(name);
    let mut all = vec![
        name.to_owned(),
        file_part(&decoded(name)),
        bare.to_owned(),
        file_part(&decoded(bare)),
        without_query(name),
    ];
    all.dedup();
    all
}

fn bare(name: &str) -> &str {
    name.split(['?', '#']).next().unwrap_or_default()
}

fn without_query(name: &str) -> String {
    file_part(bare(&decoded(name)))
}

/// A decoded name can have folders, which are those of the old server.
fn file_part(name: &str) -> String {
    name.rsplit(['/', '\\']).next().unwrap_or_default().to_owned()
}

fn composed(name: &str) -> String {
    name.nfc().collect()
}

fn without_case(name: &str) -> String {
    composed(name).to_lowercase()
}

/// Decoded as a form encodes it, with every white space as one kind.
fn loosest(name: &str) -> String {
    let spaced = |c: char| if c == '+' || c.is_whitespace() { ' ' } else { c };
    without_case(&decoded(name)).trim().chars().map(spaced).collect()
}

/// The name without percent-encoding; unchanged if the result is no text.
fn decoded(name: &str) -> String {
    let mut parts = name.split('%');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        match part.get(..2).and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                bytes.extend_from_slice(part.get(2..).unwrap_or_default().as_bytes());
            }
            None => {
                bytes.push(b'%');
                bytes.extend_from_slice(part.as_bytes());
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn read(on_disk: &[&str], name: &str) -> io::Result<Result<String, Vec<String>>> {
        let dir = tempfile::tempdir()?;
        fs::create_dir(dir.path().join("uploads"))?;
        for name in on_disk {
            fs::write(dir.path().join("uploads").join(name), name)?;
        }
        match OldPhotos::of(OldStore::at(dir.path())).read(name, 1_000)? {
            OldPhoto::Found { name, bytes } => {
                assert_eq!(name.as_bytes(), bytes);
                Ok(Ok(name))
            }
            OldPhoto::Ambiguous(names) => Ok(Err(names)),
        }
    }

    #[test]
    fn a_photo_is_found_where_exactly_one_file_fits() -> io::Result<()> {
        let (composed, decomposed) = ("caf\u{e9}_1.jpg", "cafe\u{301}_1.jpg");
        for (on_disk, name, expected) in [
            ([decomposed, "a"], composed, decomposed),
            ([composed, "a"], decomposed, composed),
            (["IMG_1.jpg", "a"], "IMG_1.JPG", "IMG_1.jpg"),
            (["\u{e9}t\u{e9}.jpg", "a"], "E\u{301}TE\u{301}.JPG", "\u{e9}t\u{e9}.jpg"),
            (["pump room_1.jpg", "a"], "pump%20room_1.jpg", "pump room_1.jpg"),
            (["pump%20room_1.jpg", "a"], "pump room_1.jpg", "pump%20room_1.jpg"),
            (
                ["\u{635}\u{648}\u{631}\u{629}.png", "a"],
                "%D8%B5%D9%88%D8%B1%D8%A9.png",
                "\u{635}\u{648}\u{631}\u{629}.png",
            ),
            (["door_1.jpg", "a"], "door_1.jpg?v=3", "door_1.jpg"),
            (["door 1.JPG", "a"], "door%201.jpg?v=3#top", "door 1.JPG"),
            (["door_1.jpg", "a"], "photos%2Fdoor_1.jpg", "door_1.jpg"),
            (["pump room_1.jpg", "a"], "pump%2520room_1.jpg", "pump room_1.jpg"),
            (["pump room_1.jpg", "a"], "pump+room_1.jpg", "pump room_1.jpg"),
            (["pump+room_1.jpg", "pump room_1.jpg"], "PUMP+room_1.jpg", "pump+room_1.jpg"),
            (["door_1.jpg", "a"], "door_1.JPG%3Fv=3", "door_1.jpg"),
            (["9.41 AM.png", "a"], "9.41\u{202f}AM.png ", "9.41 AM.png"),
            // The closest one is taken.
            (["IMG_1.jpg", "img_1.jpg"], "img_1.jpg", "img_1.jpg"),
            (["a%20b.jpg", "A B.jpg"], "a b.jpg", "A B.jpg"),
            (["what?.jpg", "what"], "what?.jpg", "what?.jpg"),
            (["100%.jpg", "a"], "100%.JPG", "100%.jpg"),
        ] {
            assert_eq!(read(&on_disk, name)?, Ok(expected.to_owned()), "{name}");
        }
        let several = vec!["IMG_1.jpg".to_owned(), "img_1.jpg".to_owned()];
        assert_eq!(read(&["img_1.jpg", "IMG_1.jpg"], "Img_1.JPG")?, Err(several));
        for name in ["img_2.jpg", "img", "..", "%2e%2e", ""] {
            assert!(read(&["img_1.jpg"], name).is_err(), "{name}");
        }
        Ok(())
    }
}
