//! Form definitions and mappings in a folder of the operator.

use std::{fs, io, path::Path};

/// Each `*.toml` file of a folder as name and content, ordered by name.
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

/// The text of a mapping file.
pub fn read_mapping(path: &Path) -> io::Result<String> {
    fs::read_to_string(path)
}
