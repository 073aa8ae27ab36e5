//! Restoring a snapshot into an empty installation: a database without tables, and a data folder without data.
//!
//! The snapshot is read completely first, so that a damaged one changes nothing. A restore that was interrupted leaves a
//! mark in the data folder: the server does not start on it, and the same restore goes on.

use super::{Manifest, Progress, blocking};
use crate::{
    config::Config,
    files::{
        Digest, Files,
        backup::{BackupFolder, FileEntry, Snapshot, data_entries},
    },
    store::dump,
};
use anyhow::{Context, bail, ensure};
use serde::Serialize;
use std::path::{Component, Path};

/// Files of an empty data folder: a command that reads the settings creates the secret key.
const OF_AN_EMPTY_FOLDER: &str = "secret_key";

/// A restored snapshot.
#[derive(Clone, Debug, Serialize)]
pub struct RestoredBackup {
    pub snapshot: String,
    pub files: u64,
    pub bytes: u64,
    pub submissions: i64,
    /// The backup has the secret key. If not, it must be given in the settings.
    pub has_secret_key: bool,
}

/// Restores a snapshot, or else the newest one, into the database at `url` and the data folder of the settings.
pub async fn restore(
    config: &Config,
    url: &str,
    from: &Path,
    name: Option<&str>,
    progress: Progress<'_>,
) -> anyhow::Result<RestoredBackup> {
    let folder = BackupFolder::open(from)?;
    let _lock = folder.lock()?;
    let name = chosen(&folder, name)?;
    let snapshot = folder.snapshot(&name);
    let manifest = Manifest::read(&snapshot).with_context(|| format!("The snapshot {name} cannot be used"))?;
    let files = Files::at(&config.generated);
    let is_continued = begin(&files, &name)?;
    let database_is_empty = dump::is_empty(url).await?;
    if !is_continued {
        ensure!(database_is_empty, "The database has tables. A restore needs an empty one.");
        require_empty(&files)?;
    }
    let (checked, entries) = (folder.clone(), (snapshot.clone(), manifest.clone()));
    blocking(move || check(&checked, &entries.0, &entries.1))
        .await
        .with_context(|| format!("The snapshot {name} is damaged, and nothing was restored"))?;
    files.write_restore_mark(&name)?;
    fail::fail_point!("restore.marked");
    if database_is_empty {
        dump::restore(url, config.pg_bin.as_deref(), &snapshot.dump()).await?;
    }
    let restored = dump::facts(url).await?;
    ensure!(restored == manifest.database, "The restored database differs from the dump: {restored:?}");
    fail::fail_point!("restore.database");
    for (done, entry) in (1..).zip(snapshot.list(false)?) {
        copy(&folder, &files, &entry?)?;
        progress(done, manifest.files);
    }
    files.sync_all()?;
    files.remove_restore_mark()?;
    Ok(RestoredBackup {
        snapshot: name,
        files: manifest.files,
        bytes: manifest.bytes,
        submissions: manifest.database.submissions,
        has_secret_key: manifest.has_secret_key,
    })
}

/// The snapshot of this name, or the newest one.
fn chosen(folder: &BackupFolder, name: Option<&str>) -> anyhow::Result<String> {
    let mut all = folder.snapshots()?;
    match name {
        None => all.pop().with_context(|| format!("{} has no finished snapshot.", folder.root().display())),
        Some(name) if all.iter().any(|one| one == name) => Ok(name.to_owned()),
        Some(name) => bail!("There is no finished snapshot {name}. There are: {}.", all.join(", ")),
    }
}

/// Whether a restore of this snapshot was interrupted. That of another one must be continued first.
fn begin(files: &Files, name: &str) -> anyhow::Result<bool> {
    match files.unfinished_restore()? {
        None => Ok(false),
        Some(begun) if begun == name => Ok(true),
        Some(begun) => bail!(
            "The restore of the snapshot {begun} has not ended. Go on with it (--snapshot {begun}), or empty the database and {} first.",
            files.root().display()
        ),
    }
}

fn require_empty(files: &Files) -> anyhow::Result<()> {
    let other =
        data_entries(files).find(|entry| entry.as_ref().map_or(true, |it| it.path != Path::new(OF_AN_EMPTY_FOLDER)));
    match other.transpose()? {
        None => Ok(()),
        Some(entry) => bail!(
            "{} has data, such as {}. A restore needs an empty folder: set INJAAZ_GENERATED to another one, or move this one away.",
            files.root().display(),
            entry.path.display()
        ),
    }
}

/// Reads everything that will be restored.
fn check(folder: &BackupFolder, snapshot: &Snapshot, manifest: &Manifest) -> anyhow::Result<()> {
    manifest.check(snapshot)?;
    for entry in snapshot.list(false)? {
        let entry = entry?;
        let name = entry.path.display();
        ensure!(is_inside(&entry.path), "the path {name} leads out of the data folder");
        let digest = folder.open_file(&entry.sha256).and_then(Digest::of);
        let digest = digest.with_context(|| format!("{name} cannot be read"))?;
        ensure!(digest.sha256 == entry.sha256 && digest.size == entry.size, "the content of {name} was changed");
    }
    Ok(())
}

fn is_inside(path: &Path) -> bool {
    path.components().all(|part| matches!(part, Component::Normal(_)))
}

/// Copies a file unless an interrupted restore has done so.
fn copy(folder: &BackupFolder, files: &Files, entry: &FileEntry) -> anyhow::Result<()> {
    let from = folder.open_file(&entry.sha256)?;
    let copied = files.restore_data_entry(&entry.path, from, entry.mode, entry.modified);
    copied.with_context(|| format!("{} cannot be restored", entry.path.display()))
}
