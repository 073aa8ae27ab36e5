//! The id of the data folder, in a file of its own. The database names the same id, so that an instance notices a folder
//! that belongs to another database, or to none.

use super::{Files, publish};
use crate::domain::ids::DataFolderId;
use std::{fs, io, path::PathBuf};

const NAME: &str = "folder_id";

impl Files {
    /// The file with the id.
    pub fn folder_id_path(&self) -> PathBuf {
        self.root.join(NAME)
    }

    /// The id of this folder; none in a new one. An error if the file contains no id.
    pub fn folder_id(&self) -> io::Result<Option<DataFolderId>> {
        let text = match fs::read_to_string(self.folder_id_path()) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            text => text?,
        };
        let not_an_id = || io::Error::new(io::ErrorKind::InvalidData, "it does not contain the id of a data folder");
        text.trim().parse().map(Some).map_err(|_| not_an_id())
    }

    /// Gives the folder an id, unless it has one; returns the id that it has then.
    pub fn give_folder_id(&self) -> io::Result<DataFolderId> {
        publish::publish_new(&self.folder_id_path(), format!("{}\n", DataFolderId::random().as_str()).as_bytes())?;
        self.folder_id()?.ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_keeps_its_first_id() {
        let dir = tempfile::tempdir().unwrap();
        let files = Files::open(dir.path()).unwrap();
        assert_eq!(files.folder_id().unwrap(), None);
        let id = files.give_folder_id().unwrap();
        assert_eq!(files.give_folder_id().unwrap(), id);
        assert_eq!(files.folder_id().unwrap(), Some(id));
        fs::write(files.folder_id_path(), "mine").unwrap();
        assert_eq!(files.folder_id().unwrap_err().kind(), io::ErrorKind::InvalidData);
    }
}
