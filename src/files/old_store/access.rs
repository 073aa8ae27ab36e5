//! Who can read a new file: the legacy app runs under an account of its own, and its folder shows for whom files are
//! meant.
//!
//! A new file gets owner, group and read and write permissions of its folder. Only root can give a file to another
//! account, and an account can only give it to a group that it belongs to; what is not permitted is left as it is, and
//! [`readable_for_owner_of_folder`] tells whether the result suffices.

use std::{
    error::Error,
    fmt,
    fs::{self, File, Metadata, Permissions},
    io,
    os::unix::{
        fs::{MetadataExt, PermissionsExt, chown, fchown},
        process::CommandExt,
    },
    path::Path,
    process::{Command, Stdio},
};

/// The permissions of a folder without those to enter it; the owner can always read and write.
const FILE_BITS: u32 = 0o666;
const OWNER_BITS: u32 = 0o600;

/// Owner, group and permissions of a folder.
pub(super) struct Access {
    uid: u32,
    gid: u32,
    mode: u32,
}

impl Access {
    pub fn of_folder(folder: &Path) -> io::Result<Access> {
        let status = fs::metadata(folder)?;
        Ok(Access { uid: status.uid(), gid: status.gid(), mode: status.mode() & 0o7777 })
    }

    /// `mode` replaces the permissions of the folder.
    pub fn give_to_file(&self, file: &File, mode: Option<u32>) -> io::Result<()> {
        let status = file.metadata()?;
        if self.differs_from(&status) {
            // Both, or only the group.
            let given = fchown(file, Some(self.uid), Some(self.gid));
            permitted(given.or_else(|_| fchown(file, None, Some(self.gid))))?;
        }
        file.set_permissions(Permissions::from_mode(mode.unwrap_or(self.mode & FILE_BITS | OWNER_BITS)))
    }

    /// For a folder that was just created.
    pub fn give_to_folder(&self, folder: &Path) -> io::Result<()> {
        if self.differs_from(&fs::metadata(folder)?) {
            let given = chown(folder, Some(self.uid), Some(self.gid));
            permitted(given.or_else(|_| chown(folder, None, Some(self.gid))))?;
        }
        fs::set_permissions(folder, Permissions::from_mode(self.mode))
    }

    fn differs_from(&self, status: &Metadata) -> bool {
        self.uid != status.uid() || self.gid != status.gid()
    }
}

/// A change of owner that this account may not make is no error.
fn permitted(changed: io::Result<()>) -> io::Result<()> {
    changed.or_else(|error| if error.kind() == io::ErrorKind::PermissionDenied { Ok(()) } else { Err(error) })
}

/// The account that owns the folder cannot read new files.
#[derive(Debug)]
struct NotReadable {
    uid: u32,
}

impl fmt::Display for NotReadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "new files are not readable for the account {}, which owns the folder", self.uid)
    }
}

impl Error for NotReadable {}

/// Checks that the owner of the folder, which is the account of the legacy app, can read a file in it. Root reads it as
/// that account; any other account can only compare permissions.
pub(super) fn readable_for_owner_of_folder(path: &Path) -> io::Result<()> {
    let folder = fs::metadata(path.parent().ok_or(io::ErrorKind::InvalidInput)?)?;
    let (file, own) = (fs::metadata(path)?, rustix::process::geteuid());
    if folder.uid() == own.as_raw() {
        return Ok(());
    }
    let read = if own.is_root() { read_as(&folder, path) } else { None };
    if read.unwrap_or_else(|| permissions_suffice(&folder, &file)) {
        return Ok(());
    }
    Err(io::Error::new(io::ErrorKind::PermissionDenied, NotReadable { uid: folder.uid() }))
}

/// Reads the file in a child process under the account and group of the folder; `None` if none could be started.
fn read_as(folder: &Metadata, path: &Path) -> Option<bool> {
    let mut reading = Command::new("cat");
    reading.arg(path).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let read = reading.uid(folder.uid()).gid(folder.gid()).status();
    read.ok().map(|status| status.success())
}

/// The owner of a folder is taken to be in its group.
fn permissions_suffice(folder: &Metadata, file: &Metadata) -> bool {
    let (mode, is_owner) = (file.mode(), file.uid() == folder.uid());
    let is_in_group = file.gid() == folder.gid();
    is_owner && mode & 0o400 != 0 || is_in_group && mode & 0o040 != 0 || mode & 0o004 != 0
}

#[cfg(test)]
mod tests {
    use super::super::OldStore;
    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).expect("a file").mode() & 0o7777
    }

    #[test]
    fn new_files_are_for_those_for_whom_the_folder_is() -> io::Result<()> {
        let dir = tempfile::tempdir()?;
        let store = OldStore::at(dir.path());
        for (folder_mode, file_mode) in [(0o755, 0o644), (0o750, 0o640), (0o2775, 0o664), (0o700, 0o600)] {
            fs::set_permissions(dir.path(), Permissions::from_mode(folder_mode))?;
            let folder = format!("of_{folder_mode:o}");
            store.write(&folder, "a.json", b"{}")?;
            assert_eq!(mode(&dir.path().join(&folder)), folder_mode, "a created folder is like the one above it");
            assert_eq!(mode(&dir.path().join(&folder).join("a.json")), file_mode);
            store.write(&folder, "a.json", b"[]")?;
            assert_eq!(mode(&dir.path().join(&folder).join("a.json")), file_mode, "also if it is replaced");
        }
        OldStore::at(dir.path()).with_mode(Some(0o660)).write("of_755", "b.json", b"{}")?;
        assert_eq!(mode(&dir.path().join("of_755/b.json")), 0o660, "the setting");
        Ok(())
    }

    /// Needs root, as only root can give a folder to another account.
    #[test]
    fn the_owner_of_the_folder_can_read_new_files() -> io::Result<()> {
        if !rustix::process::geteuid().is_root() {
            return Ok(());
        }
        const OTHER: u32 = 54_321;
        let dir = tempfile::Builder::new().prefix("injaaz-old-").tempdir_in("/tmp")?;
        fs::set_permissions(dir.path(), Permissions::from_mode(0o750))?;
        chown(dir.path(), Some(OTHER), Some(OTHER))?;
        let store = OldStore::at(dir.path());
        store.write("submissions", "sub_0123456789ab.json", b"{}")?;
        for name in ["submissions", "submissions/sub_0123456789ab.json"] {
            let status = fs::metadata(dir.path().join(name))?;
            assert_eq!((status.uid(), status.gid()), (OTHER, OTHER), "{name}");
        }
        assert_eq!(mode(&dir.path().join("submissions/sub_0123456789ab.json")), 0o640);
        store.probe()?;
        // A folder above that the account may not enter.
        fs::set_permissions(dir.path(), Permissions::from_mode(0o700))?;
        chown(dir.path(), Some(0), Some(0))?;
        let error = store.probe().expect_err("the account cannot get there");
        assert_eq!(error.kind(), io::ErrorKind::PermissionDenied);
        assert!(error.to_string().contains("54321"), "{error}");
        assert_eq!(fs::read_dir(dir.path().join("submissions"))?.count(), 1, "no probe stays");
        Ok(())
    }

    #[test]
    fn without_root_the_permissions_are_compared() -> io::Result<()> {
        let dir = tempfile::tempdir()?;
        let path = dir.path().join("a");
        fs::write(&path, "")?;
        let folder = fs::metadata(dir.path())?;
        for (mode, suffices) in [(0o600, true), (0o000, false), (0o040, true), (0o004, true)] {
            fs::set_permissions(&path, Permissions::from_mode(mode))?;
            assert_eq!(permissions_suffice(&folder, &fs::metadata(&path)?), suffices, "{mode:o}");
        }
        Ok(())
    }
}
