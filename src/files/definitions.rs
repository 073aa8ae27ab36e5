//! Form definitions that an operator keeps in a folder of his own.

use std::{fs, io, path::Path};

/// Every `*.toml` of a folder as its name and content, in the order of the names.
pub fn read_definitions(dir: &Path) -> io::Result<Vec<(String, String)>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            found.push((name, fs::read_to_string(&path)?));
        }
    }
    found.sort();
    Ok(found)
}

/// The text of a mapping, wherever the operator keeps it.
pub fn read_mapping(path: &Path) -> io::Result<String> {
    fs::read_to_string(path)
}
