//! Making a snapshot.
//!
//! Order: the files of the data folder are copied, then the database is dumped, then files that came meanwhile are
//! copied. A file is published before the row that names it is committed, so every file that the dump names is in the
//! snapshot, unless it was removed between the first copy and the dump, together with its row.

use super::{Manifest, Progress, blocking, last::record};
use crate::{
    config::Config,
    files::{
        Files,
        backup::{BackupFolder, DataEntry, FileEntry, FileList, NewFileList, Snapshot, data_entries},
    },
    store::dump::DatabaseSnapshot,
};
use anyhow::{Context, ensure};
use serde::Serialize;
use std::{
    cmp::Ordering,
    io::{self, Read},
    iter::Peekable,
    path::Path,
};
use time::{OffsetDateTime, macros::format_description};

/// A snapshot that was made.
#[derive(Clone, Debug, Serialize)]
pub struct CreatedBackup {
    pub snapshot: String,
    /// The number and total size of the files of the data folder.
    pub files: u64,
    pub bytes: u64,
    /// Files that were copied, because no earlier snapshot had them.
    pub new_files: u64,
    pub dump_bytes: u64,
    /// Older snapshots that were removed.
    pub removed_snapshots: usize,
    /// The data folder has the secret key. If not, keep it with the backup.
    pub has_secret_key: bool,
}

/// Makes a snapshot of the database at `url` and of the data folder of the settings. `keep`: removes older snapshots
/// beyond this number afterwards.
pub async fn create(
    config: &Config,
    url: &str,
    to: &Path,
    keep: Option<usize>,
    now: OffsetDateTime,
    progress: Progress<'_>,
) -> anyhow::Result<CreatedBackup> {
    require_outside(&config.generated, to)?;
    let folder = BackupFolder::create(to)?;
    let _lock = folder.lock()?;
    folder.prune(None).context("an unfinished backup cannot be removed")?;
    let before = folder.snapshots()?.pop();
    let name = now.format(format_description!("[year][month][day]T[hour][minute][second]Z"))?;
    let snapshot = folder.begin(&name).with_context(|| format!("The snapshot {name} cannot be created"))?;
    let files = Files::at(&config.generated);
    let previous = before.as_ref().map(|name| folder.snapshot(name).list(false)).transpose()?;
    let estimate = before.map(|name| Manifest::read(&folder.snapshot(&name))).transpose()?.map_or(0, |it| it.files);

    let pass = Pass { folder: &folder, files: &files, estimate, progress };
    let copied_first = pass.run(previous, snapshot.new_list(true)?, false)?.0;
    let database = DatabaseSnapshot::take(url).await.context("The database cannot be read")?;
    let mut dump = database.dump(url, config.pg_bin.as_deref())?;
    let target = snapshot.clone();
    let (dump, digest) = blocking(move || {
        let digest = target.write_dump(dump.by_ref()).context("The dump cannot be written")?;
        Ok((dump, digest))
    })
    .await?;
    dump.finish()?;
    let (copied, list) = pass.run(Some(snapshot.list(true)?), snapshot.new_list(false)?, true)?;
    snapshot.remove_first_list()?;
    fail::fail_point!("backup.before_manifest");
    let manifest = Manifest {
        injaaz: env!("CARGO_PKG_VERSION").to_owned(),
        created_at: now,
        files: list.files,
        bytes: list.bytes,
        list_sha256: snapshot.list_digest()?.sha256,
        dump_bytes: digest.size,
        dump_sha256: digest.sha256,
        has_secret_key: config.generated.join("secret_key").exists(),
        database: database.facts.clone(),
    };
    finish(&folder, &snapshot, &manifest)?;
    let removed = folder.prune(keep).context("Older snapshots cannot be removed")?;
    record(&files, to, &name, &manifest)?;
    Ok(CreatedBackup {
        snapshot: name,
        files: list.files,
        bytes: list.bytes,
        new_files: copied_first + copied,
        dump_bytes: digest.size,
        removed_snapshots: removed.snapshots,
        has_secret_key: manifest.has_secret_key,
    })
}

/// Makes all files durable before the manifest that declares them so.
fn finish(folder: &BackupFolder, snapshot: &Snapshot, manifest: &Manifest) -> anyhow::Result<()> {
    folder.sync().context("The backup cannot be made durable")?;
    snapshot.finish(&serde_json::to_vec_pretty(manifest)?).context("The manifest cannot be written")
}

/// A backup within the data folder would be part of the next one.
fn require_outside(data: &Path, to: &Path) -> anyhow::Result<()> {
    let data = data.canonicalize().with_context(|| format!("{} cannot be read", data.display()))?;
    let target = std::path::absolute(to)?;
    // The folder need not exist yet.
    let parent = target.ancestors().find_map(|folder| folder.canonicalize().ok()).unwrap_or_else(|| target.clone());
    ensure!(
        !parent.starts_with(&data),
        "{} is inside of the data folder. Name a folder outside of it, best on another disk.",
        to.display()
    );
    Ok(())
}

/// One pass over the data folder.
struct Pass<'a> {
    folder: &'a BackupFolder,
    files: &'a Files,
    estimate: u64,
    progress: Progress<'a>,
}

struct WrittenList {
    files: u64,
    bytes: u64,
}

impl Pass<'_> {
    /// Copies what the backup folder lacks and writes the list. A file that `previous` has with the same size and time is
    /// not read again. `keep_removed`: files of `previous` that are gone stay in the list. Returns the number of copies.
    fn run(
        &self,
        previous: Option<FileList>,
        mut list: NewFileList,
        keep_removed: bool,
    ) -> anyhow::Result<(u64, WrittenList)> {
        let mut previous = Known { entries: previous.into_iter().flatten().peekable(), passed: Vec::new() };
        let mut copied = 0;
        for entry in data_entries(self.files) {
            let entry = entry.context("The data folder cannot be read")?;
            let known = previous.of(&entry)?;
            if keep_removed {
                previous.passed.drain(..).try_for_each(|gone| list.add(&gone))?;
            }
            previous.passed.clear();
            let kept = match known.filter(|known| self.folder.has(&known.sha256, known.size)) {
                Some(known) => Some(FileEntry { mode: entry.mode, ..known }),
                None => self.copy(&entry, &mut copied)?,
            };
            if let Some(kept) = kept {
                list.add(&kept)?;
                (self.progress)(list.count, self.estimate.max(list.count));
            }
        }
        if keep_removed {
            for gone in previous.entries {
                list.add(&gone?)?;
            }
        }
        let written = WrittenList { files: list.count, bytes: list.bytes };
        list.finish()?;
        Ok((copied, written))
    }

    /// None if the file was removed meanwhile.
    fn copy(&self, entry: &DataEntry, copied: &mut u64) -> anyhow::Result<Option<FileEntry>> {
        let cannot = || format!("{} cannot be copied", entry.path.display());
        let file = match self.files.open_data_entry(&entry.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            file => file.with_context(cannot)?,
        };
        let (digest, is_new) = self.folder.add(file).with_context(cannot)?;
        *copied += u64::from(is_new);
        let DataEntry { path, mode, modified, .. } = entry.clone();
        Ok(Some(FileEntry { path, size: digest.size, sha256: digest.sha256, mode, modified }))
    }
}

/// The entries of an earlier list, read along with the data folder in the same order.
struct Known<I: Iterator<Item = io::Result<FileEntry>>> {
    entries: Peekable<I>,
    /// Entries before the last one that was asked for.
    passed: Vec<FileEntry>,
}

impl<I: Iterator<Item = io::Result<FileEntry>>> Known<I> {
    /// The entry of an unchanged file. Entries before it are moved to `passed`.
    fn of(&mut self, entry: &DataEntry) -> anyhow::Result<Option<FileEntry>> {
        loop {
            let order = match self.entries.peek() {
                None => return Ok(None),
                Some(Err(_)) => Ordering::Equal,
                Some(Ok(known)) => known.path.cmp(&entry.path),
            };
            if order == Ordering::Greater {
                return Ok(None);
            }
            let Some(known) = self.entries.next().transpose().context("The list of files cannot be read")? else {
                return Ok(None);
            };
            if order == Ordering::Equal {
                let is_same = known.size == entry.size && known.modified == entry.modified;
                return Ok(is_same.then_some(known));
            }
            self.passed.push(known);
        }
    }
}
