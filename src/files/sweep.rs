//! Finds files that no row names. Folders are walked one at a time, so that memory does not grow with the number of
//! files.

use super::{Files, publish::TEMPORARY};
use crate::domain::ids::UploadId;
use std::{
    fs, io,
    ops::Range,
    path::Path,
    time::{Duration, SystemTime},
};

/// The kinds of stored files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoredKind {
    Uploads,
    Reports,
}

impl StoredKind {
    fn dir(self) -> &'static str {
        match self {
            StoredKind::Uploads => "uploads",
            StoredKind::Reports => "reports",
        }
    }
}

impl Files {
    /// The ids of files of this age in one of the 256 folders. Temporary files of that age are removed: the process that
    /// wrote them has ended, because a running one renews them ([`renew_upload`](Files::renew_upload)).
    pub fn of_age(&self, kind: StoredKind, folder: u8, age: Range<Duration>) -> io::Result<Vec<UploadId>> {
        let dir = self.root.join(kind.dir()).join(format!("{folder:02x}"));
        let mut ids = Vec::new();
        // A folder that did not change since then has no newer file, and need not be walked.
        if age_of(&fs::metadata(&dir)?).is_some_and(|unchanged| unchanged > age.end) {
            return Ok(ids);
        }
        for entry in fs::read_dir(dir)? {
            let entry = entry?;
            if !entry.metadata().is_ok_and(|data| age_of(&data).is_some_and(|passed| age.contains(&passed))) {
                continue;
            }
            let name = entry.file_name();
            let Some(name) = name.to_str() else { continue };
            if name.ends_with(TEMPORARY) {
                let _ = fs::remove_file(entry.path());
            } else if let Some(Ok(id)) = name.split('.').next().map(str::parse) {
                ids.push(id);
            }
        }
        ids.sort_unstable();
        ids.dedup();
        Ok(ids)
    }

    /// Marks the files of an upload as new, temporary ones included, while the request that sent them is in progress.
    pub fn renew_upload(&self, id: &UploadId) -> io::Result<()> {
        self.date_upload(id, SystemTime::now())
    }

    /// Protects the files of an upload from the clean-up for some time, by a modification time in the future.
    pub fn hold_upload(&self, id: &UploadId, time: Duration) -> io::Result<()> {
        self.date_upload(id, SystemTime::now() + time)
    }

    fn date_upload(&self, id: &UploadId, modified: SystemTime) -> io::Result<()> {
        let place = self.sharded("uploads", id.as_str(), id.as_str());
        for entry in fs::read_dir(place.parent().ok_or(io::ErrorKind::InvalidInput)?)? {
            let entry = entry?;
            if entry.file_name().to_str().is_some_and(|name| name.contains(id.as_str())) {
                fs::File::options().write(true).open(entry.path())?.set_modified(modified)?;
            }
        }
        Ok(())
    }

    /// Free bytes on the file system of the run-time data.
    pub fn free_bytes(&self) -> io::Result<u64> {
        free_bytes(&self.root)
    }
}

fn free_bytes(path: &Path) -> io::Result<u64> {
    let space = rustix::fs::statvfs(path)?;
    Ok(space.f_bavail.saturating_mul(space.f_frsize))
}

/// None if the modification time is in the future, after the clock was set back: that does not count as old.
fn age_of(data: &fs::Metadata) -> Option<Duration> {
    SystemTime::now().duration_since(data.modified().ok()?).ok()
}

pub(super) fn is_older(entry: &fs::DirEntry, age: Duration) -> bool {
    entry.metadata().is_ok_and(|data| age_of(&data).is_some_and(|passed| passed > age))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    #[test]
    fn files_are_found_by_their_age_and_renewed_ones_are_new() -> anyhow::Result<()> {
        let dir = tempfile::tempdir()?;
        let files = Files::open(dir.path())?;
        let (id, other): (UploadId, UploadId) =
            ("upl_0a000000000000000001".parse().unwrap(), "upl_0a000000000000000002".parse().unwrap());
        let folder = dir.path().join("uploads/0a");
        let put = |name: String, minutes: u32| {
            let file = fs::File::create(folder.join(name))?;
            file.set_modified(SystemTime::now() - MINUTE * minutes)
        };
        put(format!("{id}.jpg"), 6)?;
        put(format!("{other}.jpg"), 90)?;
        put(format!(".{id}.0123.tmp"), 6)?;
        let recent = || files.of_age(StoredKind::Uploads, 0x0a, 5 * MINUTE..60 * MINUTE);
        files.renew_upload(&id)?;
        assert_eq!(recent()?, []);
        assert!(folder.join(format!(".{id}.0123.tmp")).exists(), "its request is in progress");
        put(format!("{id}.jpg"), 6)?;
        put(format!(".{id}.0123.tmp"), 6)?;
        assert_eq!(recent()?, std::slice::from_ref(&id));
        assert!(!folder.join(format!(".{id}.0123.tmp")).exists());
        assert_eq!(files.of_age(StoredKind::Uploads, 0x0a, 5 * MINUTE..Duration::MAX)?, [id.clone(), other]);
        files.hold_upload(&id, MINUTE)?;
        assert_eq!(
            files.of_age(StoredKind::Uploads, 0x0a, Duration::ZERO..60 * MINUTE)?,
            [],
            "one is held, one is old"
        );
        fs::File::open(&folder)?.set_modified(SystemTime::now() - 61 * MINUTE)?;
        assert_eq!(recent()?, [], "the folder did not change");
        Ok(())
    }
}
