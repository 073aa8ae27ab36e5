//! Reading a backup folder again: every file against the hash in its name, every snapshot against its manifest.

use super::{Manifest, Progress, blocking};
use crate::{
    config::Config,
    files::{Digest, backup::BackupFolder},
    store::dump,
};
use anyhow::Context;
use serde::Serialize;
use std::{
    collections::HashMap,
    fs::File,
    path::{Path, PathBuf},
};

/// The largest number of findings that are listed.
const LISTED: usize = 1_000;

/// The result of reading a backup folder.
#[derive(Clone, Debug, Default, Serialize)]
pub struct VerifiedBackup {
    pub snapshots: Vec<String>,
    pub files: u64,
    pub bytes: u64,
    /// At most the first 1,000; `bad_count` counts all.
    pub bad: Vec<BackupFinding>,
    pub bad_count: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BackupFinding {
    /// A snapshot, or a file of the backup folder.
    pub name: String,
    pub reason: String,
}

impl VerifiedBackup {
    fn add(&mut self, name: impl Into<String>, reason: impl Into<String>) {
        self.bad_count += 1;
        if self.bad.len() < LISTED {
            self.bad.push(BackupFinding { name: name.into(), reason: reason.into() });
        }
    }
}

/// Verifies all snapshots of a folder. Reads every byte.
pub async fn verify(config: &Config, from: &Path, progress: Progress<'_>) -> anyhow::Result<VerifiedBackup> {
    let folder = BackupFolder::open(from)?;
    let _lock = folder.lock()?;
    let mut found = VerifiedBackup { snapshots: folder.snapshots()?, ..VerifiedBackup::default() };
    if found.snapshots.is_empty() {
        found.add(from.display().to_string(), "the folder has no finished snapshot");
    }
    let all = folder.files().context("The files of the backup cannot be listed")?;
    let (mut sizes, number) = (HashMap::with_capacity(all.len()), all.len() as u64);
    for (done, (sha256, path)) in (1..).zip(all) {
        let Some(sha256) = sha256 else { continue };
        match digest_of(path.clone()).await {
            Ok(digest) => {
                found.files += 1;
                found.bytes += digest.size;
                if digest.sha256 != sha256 {
                    found.add(
                        path.display().to_string(),
                        "its content was changed: it does not have the hash in its name",
                    );
                }
                sizes.insert(sha256, digest.size);
            }
            Err(error) => found.add(path.display().to_string(), format!("it cannot be read: {error:#}")),
        }
        progress(done, number);
    }
    for name in found.snapshots.clone() {
        if let Err(error) = snapshot(config, &folder, &name, &sizes, &mut found).await {
            found.add(format!("snapshot {name}"), format!("{error:#}"));
        }
    }
    Ok(found)
}

async fn snapshot(
    config: &Config,
    folder: &BackupFolder,
    name: &str,
    sizes: &HashMap<[u8; 32], u64>,
    found: &mut VerifiedBackup,
) -> anyhow::Result<()> {
    let snapshot = folder.snapshot(name);
    let manifest = Manifest::read(&snapshot)?;
    let checked = (snapshot.clone(), manifest.clone());
    blocking(move || checked.1.check(&checked.0)).await?;
    dump::read_contents(config.pg_bin.as_deref(), &snapshot.dump()).await?;
    for entry in snapshot.list(false)? {
        let entry = entry.context("its list of files is damaged")?;
        match sizes.get(&entry.sha256) {
            Some(size) if *size == entry.size => {}
            Some(_) => found.add(format!("snapshot {name}"), format!("{} has another size", entry.path.display())),
            None => {
                found.add(format!("snapshot {name}"), format!("the content of {} is missing", entry.path.display()))
            }
        }
    }
    Ok(())
}

async fn digest_of(path: PathBuf) -> anyhow::Result<Digest> {
    blocking(move || Ok(Digest::of(File::open(path)?)?)).await
}
