//! Photos as files, for file dialogs.

use crate::support::pictures;
use std::path::PathBuf;
use tempfile::TempDir;

/// The files are removed with it, so it must live until they are uploaded.
pub struct PictureFiles {
    folder: TempDir,
    next: std::cell::Cell<u32>,
}

impl PictureFiles {
    pub fn new() -> PictureFiles {
        PictureFiles { folder: tempfile::tempdir().unwrap(), next: std::cell::Cell::new(1) }
    }

    /// This many JPEGs, all different. The first one is in portrait orientation.
    pub fn photos(&self, count: usize) -> Vec<PathBuf> {
        (0..count).map(|index| self.photo(index == 0)).collect()
    }

    fn photo(&self, turned: bool) -> PathBuf {
        let seed = self.next.replace(self.next.get() + 1);
        let jpeg = pictures::jpeg(1200, 900, seed);
        let path = self.folder.path().join(format!("IMG_{seed:04}.jpg"));
        std::fs::write(&path, if turned { pictures::turned(&jpeg, 6) } else { jpeg }).unwrap();
        path
    }

    /// A photo that the form makes smaller before it sends it.
    pub fn large(&self) -> PathBuf {
        self.file("large.jpg", &pictures::detailed(2600, 1800))
    }

    /// A file that is no picture, with this name.
    pub fn text(&self, name: &str) -> PathBuf {
        self.file(name, b"not a picture")
    }

    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }
}
