//! The fonts of the system as a source of letters for reports.
//!
//! The folders are searched when a report has the first letter that the embedded fonts lack.

use crate::{
    config::FontFolder,
    files::{font_files, read_font},
    reports::further_fonts::{FontFiles, FurtherFonts},
};
use std::{
    path::{Path, PathBuf},
    sync::OnceLock,
};

/// The fonts of the setting.
pub fn report_fonts(folder: &FontFolder) -> FurtherFonts {
    let folder = match folder {
        FontFolder::Off => return FurtherFonts::default(),
        FontFolder::System => None,
        FontFolder::At(path) => Some(path.clone()),
    };
    FurtherFonts::new(Box::new(InstalledFonts { folder, paths: OnceLock::new() }))
}

struct InstalledFonts {
    /// `None`: the folders of the system.
    folder: Option<PathBuf>,
    paths: OnceLock<Vec<PathBuf>>,
}

impl InstalledFonts {
    fn paths(&self) -> &[PathBuf] {
        self.paths.get_or_init(|| font_files(self.folder.as_deref().map(Path::new)))
    }
}

impl FontFiles for InstalledFonts {
    fn count(&self) -> usize {
        self.paths().len()
    }

    fn read(&self, index: usize) -> Option<Vec<u8>> {
        read_font(self.paths().get(index)?)
    }
}
