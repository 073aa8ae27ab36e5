//! Tests by writing whether the disk accepts data.
//!
//! Invariant: each probe has a file of its own, so that probes at the same time do not disturb each other.

use super::{Files, publish::Incoming};
use std::{io, path::Path};

const CONTENT: &[u8] = b"ok";

impl Files {
    /// Writes, reads back and removes a small file in the folder `jobs`.
    pub fn probe(&self) -> io::Result<()> {
        self.in_jobs_folder(write_and_read)
    }
}

fn write_and_read(folder: &Path) -> io::Result<()> {
    // It is never published; dropping it removes it.
    let mut file = Incoming::create(&folder.join("probe"))?;
    file.write(CONTENT)?;
    if file.read_back()? == CONTENT { Ok(()) } else { Err(io::ErrorKind::InvalidData.into()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::OldStore;
    use std::{fs, thread};

    #[test]
    fn probes_at_the_same_time_do_not_disturb_each_other() -> anyhow::Result<()> {
        let dir = tempfile::tempdir()?;
        let files = Files::open(dir.path())?;
        let failed: usize = thread::scope(|scope| {
            let probe = || (0..200).filter(|_| files.probe().is_err()).count();
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(probe)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap_or(1)).sum()
        });
        assert_eq!(failed, 0);
        assert_eq!(fs::read_dir(dir.path().join("jobs"))?.count(), 0, "nothing is left behind");
        Ok(())
    }

    #[test]
    fn probes_of_the_old_store_do_not_disturb_each_other() -> anyhow::Result<()> {
        let dir = tempfile::tempdir()?;
        let store = OldStore::at(dir.path());
        let failed: usize = thread::scope(|scope| {
            let probe = || (0..20).filter(|_| store.probe().is_err()).count();
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(probe)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap_or(1)).sum()
        });
        assert_eq!(failed, 0);
        assert_eq!(fs::read_dir(dir.path().join("submissions"))?.count(), 0, "nothing is left behind");
        Ok(())
    }
}
