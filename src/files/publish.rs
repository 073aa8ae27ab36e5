//! The one function that creates files: a file exists completely, or not at all.
//!
//! Protocol: write under a temporary name in the final folder, sync, rename, sync the folder (an unsynced rename may be
//! lost in a power cut). After an error nothing remains, and a failed sync is never repeated on the same file, because
//! the kernel has already dropped the pages that it could not write.

use rand::Rng;
use rustix::fs::OFlags;
use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

/// Extension of files that are not published yet.
pub(super) const TEMPORARY: &str = ".tmp";

/// A file that is being written. If dropped without [`publish`](Incoming::publish), it is removed.
#[derive(Debug)]
pub struct Incoming {
    file: Option<File>,
    temporary: PathBuf,
}

impl Incoming {
    /// Creates the temporary file in the folder of the final path.
    pub(super) fn create(target: &Path) -> io::Result<Incoming> {
        let name = target.file_name().and_then(|n| n.to_str()).ok_or(io::ErrorKind::InvalidInput)?;
        let mut random = [0u8; 6];
        rand::rng().fill_bytes(&mut random);
        let temporary = target.with_file_name(format!(".{name}.{}{TEMPORARY}", hex::encode(random)));
        let file =
            OpenOptions::new().write(true).create_new(true).mode(0o600).custom_flags(no_follow()).open(&temporary)?;
        Ok(Incoming { file: Some(file), temporary })
    }

    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.as_mut().ok_or(io::ErrorKind::BrokenPipe)?.write_all(bytes)
    }

    /// Reads what was written so far.
    pub fn read_back(&self) -> io::Result<Vec<u8>> {
        fs::read(&self.temporary)
    }

    /// The open file, to set its permissions.
    pub(super) fn file(&self) -> io::Result<&File> {
        self.file.as_ref().ok_or_else(|| io::ErrorKind::BrokenPipe.into())
    }

    /// The temporary path.
    pub(super) fn path(&self) -> &Path {
        &self.temporary
    }

    /// Sets the modification time, for copies of other files.
    pub(super) fn set_modified(&self, time: std::time::SystemTime) -> io::Result<()> {
        self.file.as_ref().ok_or(io::ErrorKind::BrokenPipe)?.set_modified(time)
    }

    /// Makes the file durable under its final name.
    pub(super) fn publish(mut self, target: &Path) -> io::Result<()> {
        self.file.take().ok_or(io::ErrorKind::BrokenPipe)?.sync_all()?;
        fail::fail_point!("publish.before_rename");
        fs::rename(&self.temporary, target)?;
        fail::fail_point!("publish.before_dir_sync");
        sync_dir(target.parent().ok_or(io::ErrorKind::InvalidInput)?)
    }
}

impl Write for Incoming {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.as_mut().ok_or(io::ErrorKind::BrokenPipe)?.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        // After the rename the temporary name does not exist; the error is ignored.
        let _ = fs::remove_file(&self.temporary);
    }
}

/// Publishes bytes durably, replacing an existing file.
pub(super) fn publish(target: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut incoming = Incoming::create(target)?;
    incoming.write(bytes)?;
    incoming.publish(target)
}

/// Publishes bytes durably, unless the file exists. Of two processes, one succeeds, and both find its bytes.
pub(super) fn publish_new(target: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut incoming = Incoming::create(target)?;
    incoming.write(bytes)?;
    incoming.file.take().ok_or(io::ErrorKind::BrokenPipe)?.sync_all()?;
    match fs::hard_link(&incoming.temporary, target) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => sync_dir(target.parent().ok_or(io::ErrorKind::InvalidInput)?),
    }
}

/// Like [`publish`], without waiting for the disk, for files that may be lost: a reader sees the old file or the new one; after
/// a power cut there may be neither.
pub(super) fn replace_quickly(target: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut incoming = Incoming::create(target)?;
    incoming.write(bytes)?;
    fail::fail_point!("job_file.before_rename");
    fs::rename(&incoming.temporary, target)
}

pub(super) fn sync_dir(dir: &Path) -> io::Result<()> {
    File::open(dir)?.sync_all()
}

/// Opens for reading; refuses a symbolic link in the last path component.
pub(super) fn open_regular(path: &Path) -> io::Result<File> {
    let file = OpenOptions::new().read(true).custom_flags(no_follow()).open(path)?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(io::ErrorKind::InvalidInput.into()) }
}

fn no_follow() -> i32 {
    (OFlags::NOFOLLOW | OFlags::NONBLOCK).bits() as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_published_file_is_complete_and_an_abandoned_one_is_removed() -> io::Result<()> {
        let dir = tempfile::tempdir()?;
        let target = dir.path().join("a.bin");
        publish(&target, b"first")?;
        publish(&target, b"second")?;
        assert_eq!(fs::read(&target)?, b"second");
        let mut abandoned = Incoming::create(&target)?;
        abandoned.write(b"third")?;
        drop(abandoned);
        assert_eq!(fs::read(&target)?, b"second");
        assert_eq!(fs::read_dir(dir.path())?.count(), 1);
        Ok(())
    }

    #[test]
    fn a_symbolic_link_is_not_followed() -> io::Result<()> {
        let dir = tempfile::tempdir()?;
        fs::write(dir.path().join("secret"), b"x")?;
        std::os::unix::fs::symlink(dir.path().join("secret"), dir.path().join("link"))?;
        assert!(open_regular(&dir.path().join("link")).is_err());
        Ok(())
    }
}
