//! Writing the files of a snapshot back into a data folder, and the notes of backups in it.

use super::{
    super::{
        Files, Incoming,
        publish::{self, open_regular, replace_quickly},
    },
    RESTORE_MARK,
};
use std::{
    fs::{self, File, Permissions},
    io,
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::Path,
    time::{Duration, SystemTime},
};

const LAST_BACKUP: &str = "last_backup.json";

impl Files {
    /// Opens a file of the data folder by its relative path.
    pub fn open_data_entry(&self, path: &Path) -> io::Result<File> {
        open_regular(&self.root.join(path))
    }

    /// Writes a file with its permissions and time, unless it is there with the same size and time. Durable after
    /// [`sync_all`](Files::sync_all). `modified`: nanoseconds since 1970.
    pub fn restore_data_entry(&self, path: &Path, mut from: File, mode: u32, modified: i64) -> io::Result<()> {
        let target = self.root.join(path);
        let modified = u64::try_from(modified).unwrap_or_default();
        if target.symlink_metadata().is_ok_and(|about| {
            let nanoseconds = about.mtime().saturating_mul(1_000_000_000).saturating_add(about.mtime_nsec());
            about.len() == from.metadata().map_or(0, |from| from.len()) && u64::try_from(nanoseconds) == Ok(modified)
        }) {
            return Ok(());
        }
        fs::create_dir_all(target.parent().ok_or(io::ErrorKind::InvalidInput)?)?;
        let mut incoming = Incoming::create(&target)?;
        io::copy(&mut from, &mut incoming)?;
        incoming.file()?.set_permissions(Permissions::from_mode(mode))?;
        incoming.set_modified(SystemTime::UNIX_EPOCH + Duration::from_nanos(modified))?;
        fs::rename(incoming.path(), &target)
    }

    /// Makes everything durable that was written to the file system of the data folder.
    pub fn sync_all(&self) -> io::Result<()> {
        Ok(rustix::fs::syncfs(File::open(&self.root)?)?)
    }

    /// Marks the data folder: the restore of this snapshot has not ended.
    pub fn write_restore_mark(&self, snapshot: &str) -> io::Result<()> {
        publish::publish(&self.root.join(RESTORE_MARK), format!("{snapshot}\n").as_bytes())
    }

    /// The snapshot whose restore into this folder has not ended.
    pub fn unfinished_restore(&self) -> io::Result<Option<String>> {
        match fs::read_to_string(self.root.join(RESTORE_MARK)) {
            Ok(name) => Ok(Some(name.trim().to_owned())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    pub fn remove_restore_mark(&self) -> io::Result<()> {
        fs::remove_file(self.root.join(RESTORE_MARK))?;
        publish::sync_dir(&self.root)
    }

    /// Replaces the note about the last backup.
    pub fn note_last_backup(&self, note: &[u8]) -> io::Result<()> {
        replace_quickly(&self.root.join(LAST_BACKUP), note)
    }

    pub fn last_backup_note(&self) -> io::Result<Vec<u8>> {
        fs::read(self.root.join(LAST_BACKUP))
    }
}
