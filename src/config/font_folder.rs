//! Where fonts are looked for that the embedded ones do not replace.

use super::parse;
use std::path::PathBuf;

/// The fonts for letters that the embedded fonts lack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FontFolder {
    /// Those that are installed.
    System,
    /// Those below one folder.
    At(PathBuf),
    /// None.
    Off,
}

impl FontFolder {
    pub fn parse(text: &str) -> Option<FontFolder> {
        match text {
            "system" => Some(FontFolder::System),
            "off" => Some(FontFolder::Off),
            path => parse::folder(path).map(FontFolder::At),
        }
    }
}
