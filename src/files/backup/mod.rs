//! A backup folder: copies of the data folder, each with a dump of the database.
//!
//! ```text
//! <folder>/format                             names the format and its version
//! <folder>/lock                               held by the process that writes
//! <folder>/files/<aa>/<sha256>                each file once, under its hash
//! <folder>/snapshots/<time>/database.dump     pg_dump, custom format
//! <folder>/snapshots/<time>/files.jsonl       path, size, hash, mode and time of each file, in the order of the paths
//! <folder>/snapshots/<time>/manifest.json     hashes of both; written last, so a snapshot without it is unfinished
//! ```
//! Invariants: a finished snapshot only names files that are in the folder, durably. A file that no finished snapshot
//! names is left from an unfinished one and is removed before the next backup, because it may not be durable.

mod list;
mod prune;
mod restored;
mod source;

pub use list::{FileEntry, FileList, NewFileList};
pub use prune::Removed;
use source::RESTORE_MARK;
pub use source::{DataEntry, data_entries};

use super::{
    Digest, Incoming,
    digest::Digesting,
    publish::{self, open_regular, sync_dir},
};
use anyhow::{Context, bail, ensure};
use rustix::fs::{FlockOperation, flock};
use std::{
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
};

const FORMAT: &str = "Injaaz backup, version 1\n";

#[derive(Clone, Debug)]
pub struct BackupFolder {
    root: PathBuf,
}

impl BackupFolder {
    /// The folder to write to, created if missing. A folder with other files is refused.
    pub fn create(root: &Path) -> anyhow::Result<BackupFolder> {
        let cannot = || format!("The folder {} cannot be created", root.display());
        fs::create_dir_all(root).with_context(cannot)?;
        let folder = BackupFolder { root: root.to_owned() };
        if !folder.root.join("format").exists() {
            let mut other = fs::read_dir(root).with_context(cannot)?;
            ensure!(
                other.next().is_none(),
                "{} has files that are no backup. Name an empty folder, or one with earlier backups.",
                root.display()
            );
            for first in 0..=255u8 {
                fs::create_dir_all(folder.root.join("files").join(format!("{first:02x}"))).with_context(cannot)?;
            }
            fs::create_dir_all(folder.root.join("snapshots")).with_context(cannot)?;
            publish::publish(&folder.root.join("format"), FORMAT.as_bytes()).with_context(cannot)?;
        }
        BackupFolder::open(root)
    }

    /// An existing backup folder.
    pub fn open(root: &Path) -> anyhow::Result<BackupFolder> {
        match fs::read_to_string(root.join("format")) {
            Ok(text) if text == FORMAT => Ok(BackupFolder { root: root.to_owned() }),
            Ok(text) => bail!("{} is in a format that this version does not know: {}", root.display(), text.trim()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => bail!("{} is no backup folder.", root.display()),
            Err(error) => Err(error).with_context(|| format!("{} cannot be read", root.display())),
        }
    }

    /// Reserves the folder for this process until the value is dropped.
    pub fn lock(&self) -> anyhow::Result<File> {
        let path = self.root.join("lock");
        let file = File::options().create(true).truncate(false).write(true).open(&path);
        let file = file.with_context(|| format!("{} cannot be written to", self.root.display()))?;
        flock(&file, FlockOperation::NonBlockingLockExclusive)
            .with_context(|| format!("Another process uses {}. Wait until it has ended", self.root.display()))?;
        Ok(file)
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The names of all snapshots, oldest first, with whether each is finished.
    fn all_snapshots(&self) -> io::Result<Vec<(String, bool)>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(self.root.join("snapshots"))? {
            let entry = entry?;
            names.push((entry.file_name().to_string_lossy().into_owned(), entry.path().join(MANIFEST).exists()));
        }
        names.sort();
        Ok(names)
    }

    /// The names of the finished snapshots, oldest first.
    pub fn snapshots(&self) -> io::Result<Vec<String>> {
        Ok(self.all_snapshots()?.into_iter().filter_map(|(name, is_finished)| is_finished.then_some(name)).collect())
    }

    /// A snapshot of this name, finished or not.
    pub fn snapshot(&self, name: &str) -> Snapshot {
        Snapshot { dir: self.root.join("snapshots").join(name) }
    }

    /// Creates the folder of a new snapshot.
    pub fn begin(&self, name: &str) -> io::Result<Snapshot> {
        let snapshot = self.snapshot(name);
        fs::create_dir(&snapshot.dir)?;
        Ok(snapshot)
    }

    fn path_of(&self, sha256: &[u8; 32]) -> PathBuf {
        let name = hex::encode(sha256);
        self.root.join("files").join(name.get(..2).unwrap_or("00")).join(name)
    }

    /// Whether the file with this hash is in the folder with this size.
    pub fn has(&self, sha256: &[u8; 32], size: u64) -> bool {
        self.path_of(sha256).symlink_metadata().is_ok_and(|about| about.is_file() && about.len() == size)
    }

    /// Copies a file into the folder unless it is there. Durable after [`sync`](BackupFolder::sync). Returns its hash,
    /// and whether it is new.
    pub fn add(&self, mut from: File) -> io::Result<(Digest, bool)> {
        let mut incoming = Incoming::create(&self.root.join("files").join("00").join("new"))?;
        let mut reader = Digesting::new(&mut from);
        io::copy(&mut reader, &mut incoming)?;
        let digest = reader.finish();
        if self.has(&digest.sha256, digest.size) {
            return Ok((digest, false));
        }
        fs::rename(incoming.path(), self.path_of(&digest.sha256))?;
        Ok((digest, true))
    }

    /// Opens the file with this hash.
    pub fn open_file(&self, sha256: &[u8; 32]) -> io::Result<File> {
        open_regular(&self.path_of(sha256))
    }

    /// All files of the folder: the hash in the name, and the path. Other names, such as those of unfinished copies, come
    /// without a hash.
    pub fn files(&self) -> io::Result<Vec<(Option<[u8; 32]>, PathBuf)>> {
        let mut files = Vec::new();
        for shard in fs::read_dir(self.root.join("files"))? {
            for entry in fs::read_dir(shard?.path())? {
                let path = entry?.path();
                let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
                let mut sha256 = [0; 32];
                let is_hash = hex::decode_to_slice(&name, &mut sha256).is_ok();
                files.push((is_hash.then_some(sha256), path));
            }
        }
        files.sort();
        Ok(files)
    }

    /// Makes everything durable that was written to the file system of the folder.
    pub fn sync(&self) -> io::Result<()> {
        Ok(rustix::fs::syncfs(File::open(&self.root)?)?)
    }
}

const MANIFEST: &str = "manifest.json";
const DUMP: &str = "database.dump";
const LIST: &str = "files.jsonl";

/// The folder of one snapshot.
#[derive(Clone, Debug)]
pub struct Snapshot {
    dir: PathBuf,
}

impl Snapshot {
    /// The path of the dump, for `pg_restore`.
    pub fn dump(&self) -> PathBuf {
        self.dir.join(DUMP)
    }

    /// Writes the dump from a stream.
    pub fn write_dump(&self, from: impl Read) -> io::Result<Digest> {
        let mut incoming = Incoming::create(&self.dump())?;
        let mut reader = Digesting::new(from);
        io::copy(&mut reader, &mut incoming)?;
        incoming.publish(&self.dump())?;
        Ok(reader.finish())
    }

    /// The hash of the dump, read again.
    pub fn dump_digest(&self) -> io::Result<Digest> {
        Digest::of(open_regular(&self.dump())?)
    }

    /// Begins the list of files; `first` is written by the first pass over the data folder.
    pub fn new_list(&self, first: bool) -> io::Result<NewFileList> {
        NewFileList::create(&self.list_path(first))
    }

    /// Reads the list of files.
    pub fn list(&self, first: bool) -> io::Result<FileList> {
        FileList::open(&self.list_path(first))
    }

    pub fn list_digest(&self) -> io::Result<Digest> {
        Digest::of(open_regular(&self.list_path(false))?)
    }

    /// Removes the list of the first pass.
    pub fn remove_first_list(&self) -> io::Result<()> {
        fs::remove_file(self.list_path(true))
    }

    fn list_path(&self, first: bool) -> PathBuf {
        self.dir.join(if first { "first_pass.jsonl" } else { LIST })
    }

    /// Finishes the snapshot with its manifest.
    pub fn finish(&self, manifest: &[u8]) -> io::Result<()> {
        publish::publish(&self.dir.join(MANIFEST), manifest)?;
        sync_dir(self.dir.parent().unwrap_or(&self.dir))
    }

    pub fn manifest(&self) -> io::Result<Vec<u8>> {
        fs::read(self.dir.join(MANIFEST))
    }
}
