//! Form definitions, mappings and further languages in a folder of the operator.

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

/// Every `<tag>/*.ftl` of a folder as the tag, the name of the file and its content, in this order.
pub fn read_locales(dir: &Path) -> io::Result<Vec<(String, String, String)>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        if !entry.file_type()?.is_dir() {
            continue;
        }
        let tag = entry.file_name().to_string_lossy().into_owned();
        for file in fs::read_dir(entry.path())? {
            let path = file?.path();
            if path.extension().is_some_and(|extension| extension == "ftl") {
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                found.push((tag.clone(), name, fs::read_to_string(&path)?));
            }
        }
    }
    found.sort();
    Ok(found)
}

/// The text of a mapping file.
pub fn read_mapping(path: &Path) -> io::Result<String> {
    fs::read_to_string(path)
}
