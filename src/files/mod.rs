//! Every path and byte on disk. File names are made from ids, never from user input; symbolic links are never followed.
//!
//! ```text
//! generated/uploads/<aa>/upl_….<ext>        an upload as it was sent
//! generated/uploads/<aa>/upl_….large.jpg    upright, without metadata, for display and for the PDF
//! generated/uploads/<aa>/upl_….thumb.jpg    the same, small
//! generated/uploads/<aa>/upl_….kept         a file of an old record that is not a picture; never served
//! generated/reports/<aa>/upl_….xlsx|pdf
//! generated/folder_id                       names this folder; the database has the same id
//! generated/jobs/job_….json                 progress of a job; may be deleted at any time
//! generated/manifests/verify-….txt          what a verify read, signed with keys/manifest_key
//! generated/exports/prv_….zip               an export of personal data; removed after a week
//! generated/archive/injaaz-….tar.gz         archived files of the legacy store
//! generated/kept_drafts/draft_….json        a draft of a client of the legacy app; removed after a month
//! generated/audit/                          signed checkpoints of the audit log
//! generated/quarantine/                     unreadable files, kept for the operator
//! generated/last_backup.json                when and where the last backup was made
//! generated/untrusted_proxy                 the last proxy whose X-Forwarded-For was not believed
//! ```
//! `<aa>` are the first two digits of the id: 256 folders keep each one small with a million files.

mod archive;
mod audit;
pub mod backup;
mod definitions;
mod digest;
mod documents;
mod drafts;
mod export_layout;
mod exports;
mod folder_id;
mod font_files;
mod job_files;
mod kept;
mod lines;
mod manifests;
mod old_photos;
mod old_store;
mod presence;
mod probe;
mod publish;
mod reports;
mod root;
mod sqlite;
mod sweep;
mod untrusted_proxy;
mod uploads;

pub use archive::{Archive, ArchiveDigest, Member, PackList, Packed, Restored};
pub use definitions::{read_definitions, read_locales, read_mapping};
pub use digest::Digest;
pub use documents::Documents;
pub use export_layout::ExportLayout;
pub use font_files::{font_files, read_font};
pub use lines::{Line, Lines};
pub use manifests::NewManifest;

pub use old_photos::{OldPhoto, OldPhotos};
pub use old_store::{OldEntry, OldStore};
pub use publish::Incoming;
pub use root::{Files, is_full, is_no_file};
pub use sqlite::{DocumentQuery, Row as SqliteRow, SqliteFile, Table};
pub use sweep::StoredKind;
pub use uploads::{Rendition, StoredUpload, derived_type};
