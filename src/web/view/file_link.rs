//! An attached file as a page shows it: its name, its size, and the address under which it can be saved.

use crate::{
    domain::{lang::Lang, upload::Upload},
    i18n::Texts,
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileLink {
    pub id: String,
    pub name: String,
    pub size: String,
    pub url: String,
}

impl FileLink {
    /// `at` is the path below which files are served; `segment` the last part of the address.
    pub fn new(upload: &Upload, lang: Lang, at: &str, segment: &str) -> FileLink {
        FileLink {
            id: upload.id.to_string(),
            name: upload.original_filename.clone(),
            size: Texts::of(lang).size(upload.file_size),
            url: format!("{at}/{segment}"),
        }
    }
}
