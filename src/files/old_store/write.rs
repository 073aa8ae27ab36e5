//! New files: published durably, with permissions that let the legacy app read them.

use super::{
    super::publish::{self, Incoming},
    OldEntry, OldStore,
    access::{self, Access},
};
use rand::Rng;
use std::{fs, io, path::Path};

impl OldStore {
    /// Publishes a file durably; creates its folder if missing.
    pub fn write(&self, folder: &str, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.publish(&self.named(folder, name)?, bytes)
    }

    /// Publishes what a reader gives, by the name under which the ledger lists the file.
    pub fn copy_listed(&self, listed: &str, mut from: impl io::Read) -> io::Result<()> {
        let path = self.place_of(listed)?;
        let mut incoming = self.create(&path)?;
        io::copy(&mut from, &mut incoming)?;
        incoming.publish(&path)
    }

    fn publish(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut incoming = self.create(path)?;
        incoming.write(bytes)?;
        incoming.publish(path)
    }

    /// Begins a file, in its folder and with its final permissions.
    pub(in crate::files) fn create(&self, path: &Path) -> io::Result<Incoming> {
        let dir = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
        if !dir.is_dir() {
            fs::create_dir_all(dir)?;
            if dir != self.root {
                Access::of_folder(&self.root)?.give_to_folder(dir)?;
                publish::sync_dir(&self.root)?;
            }
        }
        let incoming = Incoming::create(path)?;
        Access::of_folder(dir)?.give_to_file(incoming.file()?, self.mode)?;
        Ok(incoming)
    }

    /// Writes, reads back and removes a small file, to check that records can be written. It is read as the account
    /// that owns the folder, too, because that is the account of the legacy app.
    pub fn probe(&self) -> io::Result<()> {
        let path = self.named("submissions", &probe_name())?;
        let checked = self.probe_at(&path);
        // After a failed write there is nothing to remove.
        let removed = fs::remove_file(&path);
        checked.and(removed)
    }

    fn probe_at(&self, path: &Path) -> io::Result<()> {
        self.publish(path, b"ok")?;
        if super::read(path, 2)? != b"ok" {
            return Err(io::ErrorKind::InvalidData.into());
        }
        access::readable_for_owner_of_folder(path)
    }

    /// Removes a file; [`sync`](OldStore::sync) makes the removal durable.
    pub fn remove(&self, entry: &OldEntry) -> io::Result<()> {
        fs::remove_file(&entry.path)
    }

    /// Makes removals from a folder durable.
    pub fn sync(&self, folder: &str) -> io::Result<()> {
        publish::sync_dir(&self.root.join(folder))
    }
}

/// Another name each time, so that several checks at once do not disturb each other. The dot keeps it out of the
/// history.
fn probe_name() -> String {
    let mut random = [0; 6];
    rand::rng().fill_bytes(&mut random);
    format!(".probe-{}", hex::encode(random))
}
