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

mod folder;
mod list;
mod prune;
mod restored;
mod source;

pub use folder::{BackupFolder, Snapshot};
pub use list::{FileEntry, FileList, NewFileList};
pub use prune::Removed;
pub use source::{DataEntry, data_entries};
