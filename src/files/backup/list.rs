//! The list of the files of a snapshot: one JSON object on each line, in the order of the paths. Read and written as a
//! stream, because a data folder can have a million files.

use super::super::{Incoming, publish::open_regular};
use serde::{Deserialize, Serialize};
use std::{
    fs::File,
    io::{self, BufRead, BufReader, BufWriter, Write},
    path::{Path, PathBuf},
};

/// A file of the data folder, with the hash under which the backup has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// Relative to the data folder.
    pub path: PathBuf,
    pub size: u64,
    #[serde(with = "hex::serde")]
    pub sha256: [u8; 32],
    /// Permissions, as in `chmod`.
    pub mode: u32,
    /// Nanoseconds since 1970.
    pub modified: i64,
}

/// A list that is being written.
pub struct NewFileList {
    out: BufWriter<Incoming>,
    path: PathBuf,
    pub count: u64,
    pub bytes: u64,
}

impl NewFileList {
    pub(super) fn create(path: &Path) -> io::Result<NewFileList> {
        Ok(NewFileList { out: BufWriter::new(Incoming::create(path)?), path: path.to_owned(), count: 0, bytes: 0 })
    }

    pub fn add(&mut self, entry: &FileEntry) -> io::Result<()> {
        serde_json::to_writer(&mut self.out, entry)?;
        self.count += 1;
        self.bytes += entry.size;
        self.out.write_all(b"\n")
    }

    /// Makes the list durable.
    pub fn finish(self) -> io::Result<()> {
        self.out.into_inner().map_err(io::IntoInnerError::into_error)?.publish(&self.path)
    }
}

/// The entries of a list, in order.
pub struct FileList(BufReader<File>);

impl FileList {
    pub(super) fn open(path: &Path) -> io::Result<FileList> {
        Ok(FileList(BufReader::new(open_regular(path)?)))
    }
}

impl Iterator for FileList {
    type Item = io::Result<FileEntry>;

    fn next(&mut self) -> Option<io::Result<FileEntry>> {
        let mut line = String::new();
        match self.0.read_line(&mut line) {
            Ok(0) => None,
            Ok(_) => Some(serde_json::from_str(&line).map_err(io::Error::from)),
            Err(error) => Some(Err(error)),
        }
    }
}
