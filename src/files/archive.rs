//! Archives of old files: a gzip-compressed tar, which standard tools can open.
//!
//! ```text
//! generated/archive/injaaz-civil-20261121T101500Z.tar.gz
//!     manifest.txt             first: `<sha256>  <name>` of every file, in the order in which they follow
//!     jobs/job_….json          unchanged, with its modification time
//!     …
//! generated/archive/injaaz-civil-20261121T101500Z.txt   a copy of the manifest
//! ```
//! Packing has three steps: list the files, pack what the list names, read the archive back. At no point is more than
//! one buffer of a file held in memory.

use super::{
    Digest, Files, Incoming, OldEntry, OldStore,
    digest::Digesting,
    publish::{self, TEMPORARY},
};
use crate::domain::merkle::{Hash, Merkle};
use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use std::{
    fs::{self, File},
    io::{self, BufRead, BufReader, BufWriter, Read, Write},
    path::{Path, PathBuf},
};
use tar::{Builder, EntryType, Header};
use time::OffsetDateTime;

const MANIFEST: &str = "manifest.txt";
const ENDING: &str = ".tar.gz";

/// A file in an archive: its name, size and hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub name: String,
    pub sha256: [u8; 32],
}

impl Member {
    fn line(&self) -> String {
        format!("{}  {}\n", hex::encode(self.sha256), self.name)
    }

    fn parse(line: &str) -> io::Result<Member> {
        let (hash, name) = line.trim_end_matches('\n').split_once("  ").ok_or_else(|| invalid_data("its manifest"))?;
        let mut sha256 = [0; 32];
        hex::decode_to_slice(hash, &mut sha256).map_err(|_| invalid_data("its manifest"))?;
        Ok(Member { name: name.to_owned(), sha256 })
    }
}

fn invalid_data(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("{what} is not valid"))
}

/// The size and hash of a whole archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ArchiveDigest {
    pub sha256: [u8; 32],
    pub merkle_root: Hash,
    pub file_count: u64,
}

/// The list of files to pack, while it is being written.
pub struct PackList {
    out: BufWriter<Incoming>,
    stem: PathBuf,
    pub len: u64,
}

impl PackList {
    pub fn add(&mut self, member: &Member) -> io::Result<()> {
        self.len += 1;
        self.out.write_all(member.line().as_bytes())
    }

    /// Packs the listed files and makes the archive durable. Returns the name of the first file that differs from the
    /// list; then no archive is kept.
    pub fn pack(self, store: &OldStore) -> io::Result<Result<String, String>> {
        let list = self.out.into_inner().map_err(io::IntoInnerError::into_error)?;
        let archive = with_ending(&self.stem, ENDING);
        let gzip = GzEncoder::new(BufWriter::new(Incoming::create(&archive)?), Compression::default());
        let mut tar = Builder::new(gzip);
        let about = fs::metadata(list.path())?;
        let begun = about.modified().map_or(OffsetDateTime::UNIX_EPOCH, OffsetDateTime::from);
        append(&mut tar, MANIFEST, about.len(), begun, File::open(list.path())?)?;
        for line in BufReader::new(File::open(list.path())?).lines() {
            let member = Member::parse(&line?)?;
            let entry = store.find(&member.name)?;
            let mut file = Digesting::new(store.open(&entry)?.take(entry.len));
            append(&mut tar, &member.name, entry.len, entry.modified_at, &mut file)?;
            let packed = file.finish();
            if packed.sha256 != member.sha256 || packed.size != entry.len {
                return Ok(Err(member.name));
            }
        }
        fail::fail_point!("archive.packed");
        let incoming = tar.into_inner()?.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?;
        incoming.publish(&archive)?;
        list.publish(&with_ending(&self.stem, ".txt"))?;
        Ok(Ok(file_name(&archive)))
    }
}

fn append<W: Write>(
    tar: &mut Builder<W>,
    name: &str,
    len: u64,
    modified_at: OffsetDateTime,
    bytes: impl Read,
) -> io::Result<()> {
    // The tar header has no fractions of a second.
    let exact = format!("{}.{:09}", modified_at.unix_timestamp(), modified_at.nanosecond());
    tar.append_pax_extensions([("mtime", exact.as_bytes())])?;
    let mut header = Header::new_gnu();
    header.set_entry_type(EntryType::Regular);
    header.set_mode(0o644);
    header.set_size(len);
    header.set_mtime(u64::try_from(modified_at.unix_timestamp()).unwrap_or(0));
    tar.append_data(&mut header, name, bytes)
}

fn with_ending(stem: &Path, ending: &str) -> PathBuf {
    let mut path = stem.as_os_str().to_owned();
    path.push(ending);
    path.into()
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// A packed archive.
#[derive(Clone, Debug)]
pub struct Archive {
    path: PathBuf,
}

/// A file in an archive, open for reading.
pub struct Packed<'a> {
    pub member: Member,
    pub modified_at: OffsetDateTime,
    pub bytes: &'a mut dyn Read,
}

impl Archive {
    /// Whether its file is where it was packed.
    pub fn exists(&self) -> bool {
        self.path.is_file()
    }

    /// Opens each file in turn, with its entry in the manifest. The caller compares the bytes; the result describes the
    /// archive as a whole, according to its manifest.
    pub fn read(&self, mut each: impl FnMut(Packed<'_>) -> io::Result<()>) -> io::Result<ArchiveDigest> {
        let mut raw = Digesting::new(BufReader::new(publish::open_regular(&self.path)?));
        let mut tree = Merkle::default();
        {
            let mut tar = tar::Archive::new(GzDecoder::new(&mut raw));
            let mut second = tar::Archive::new(GzDecoder::new(BufReader::new(publish::open_regular(&self.path)?)));
            let manifest = second.entries()?.next().ok_or_else(|| invalid_data("its manifest"))??;
            let mut lines = BufReader::new(manifest);
            for (at, entry) in tar.entries()?.enumerate() {
                let mut entry = entry?;
                let name = entry.path()?.to_string_lossy().into_owned();
                if at == 0 && name == MANIFEST {
                    continue;
                }
                let mut line = String::new();
                lines.read_line(&mut line)?;
                let member = Member::parse(&line)?;
                if member.name != name {
                    return Err(invalid_data(&format!("the place of {name}")));
                }
                tree.add(line.as_bytes());
                let modified_at = modified(&mut entry)?;
                each(Packed { member, modified_at, bytes: &mut entry })?;
            }
            if lines.fill_buf()?.iter().any(|byte| *byte != 0) {
                return Err(invalid_data("its end, before the end of its manifest,"));
            }
        }
        // After the last tar block comes the gzip checksum, and the file may contain more.
        io::copy(&mut raw, &mut io::sink())?;
        Ok(ArchiveDigest { sha256: raw.finish().sha256, merkle_root: tree.root(), file_count: tree.leaves() })
    }

    /// The hash of the manifest file beside the archive.
    pub fn root_beside(&self) -> io::Result<Hash> {
        let stem = self.path.to_string_lossy().trim_end_matches(ENDING).to_owned();
        let mut lines = BufReader::new(publish::open_regular(Path::new(&format!("{stem}.txt")))?);
        let (mut tree, mut line) = (Merkle::default(), Vec::new());
        while lines.read_until(b'\n', &mut line)? > 0 {
            tree.add(&line);
            line.clear();
        }
        Ok(tree.root())
    }
}

fn modified<R: Read>(entry: &mut tar::Entry<'_, R>) -> io::Result<OffsetDateTime> {
    let seconds = entry.header().mtime()?;
    let exact =
        entry.pax_extensions()?.into_iter().flatten().flatten().find(|extension| extension.key() == Ok("mtime"));
    let exact = exact.and_then(|extension| {
        let (whole, parts) = extension.value().ok()?.split_once('.')?;
        Some(i128::from(whole.parse::<i64>().ok()?) * 1_000_000_000 + parts.parse::<i128>().ok()?)
    });
    let nanoseconds = exact.unwrap_or(i128::from(seconds) * 1_000_000_000);
    OffsetDateTime::from_unix_timestamp_nanos(nanoseconds).map_err(|_| invalid_data("a time of change"))
}

/// The result of restoring a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Restored {
    /// The file was restored, or was there already.
    There,
    /// Another file has this name; it was not changed.
    InTheWay,
}

impl OldStore {
    /// Restores a packed file durably, with its modification time, unless a file of this name exists.
    pub fn restore(&self, packed: Packed<'_>) -> io::Result<Restored> {
        let Packed { member, modified_at, bytes } = packed;
        match self.find(&member.name) {
            Ok(entry) => {
                let same = entry.is_regular && self.digest(&entry)?.sha256 == member.sha256;
                return Ok(if same { Restored::There } else { Restored::InTheWay });
            }
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Err(_) => {}
        }
        let target = self.place_of(&member.name)?;
        let mut incoming = self.create(&target)?;
        let mut bytes = Digesting::new(bytes);
        io::copy(&mut bytes, &mut incoming)?;
        if bytes.finish().sha256 != member.sha256 {
            return Err(invalid_data(&format!("{} in the archive", member.name)));
        }
        incoming.set_modified(modified_at.into())?;
        incoming.publish(&target)?;
        Ok(Restored::There)
    }

    /// The present size and hash of a file.
    pub fn digest(&self, entry: &OldEntry) -> io::Result<Digest> {
        Digest::of(self.open(entry)?)
    }
}

impl Files {
    /// Begins an archive with this name, given without extension.
    pub fn begin_archive(&self, name: &str) -> io::Result<PackList> {
        let dir = self.root.join("archive");
        fs::create_dir_all(&dir)?;
        publish::sync_dir(&self.root)?;
        let stem = dir.join(name);
        Ok(PackList { out: BufWriter::new(Incoming::create(&with_ending(&stem, ".txt"))?), stem, len: 0 })
    }

    pub fn archive(&self, file_name: &str) -> Archive {
        Archive { path: self.root.join("archive").join(file_name) }
    }

    /// Removes archives that no row names, left by a process that was killed before it read them back. The caller must
    /// hold the lock on archives.
    pub fn remove_unknown_archives(&self, known: &[String]) -> io::Result<()> {
        let entries = match fs::read_dir(self.root.join("archive")) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            entries => entries?,
        };
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let stem = name.trim_end_matches(ENDING).trim_end_matches(".txt");
            let ours = name.starts_with("injaaz-") || name.starts_with(".injaaz-") && name.ends_with(TEMPORARY);
            if ours && !known.iter().any(|known| known.trim_end_matches(ENDING) == stem) {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }
}
