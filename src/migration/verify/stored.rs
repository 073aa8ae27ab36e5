//! Our own files, read again: original photos and signatures, reports, and kept bytes.

use super::{findings::BadRecord, read_ahead::ReadAhead, run::Verify};
use crate::{
    domain::{
        ids::UploadId,
        problem::Problem,
        upload::{FileType, UploadContent},
    },
    files::{Digest, Files, Rendition, StoredUpload},
    store::migration::verify::stored::{self, StoredRow},
};
use std::{fs::File, io};
use tokio::task::spawn_blocking;

const PAGE: i64 = 250;

pub(super) async fn verify(run: &mut Verify<'_>) -> Result<(), Problem> {
    run.manifest.add_line(&format!("place: folder {}", run.app.files.root().display()))?;
    for are_kept in [false, true] {
        let mut ahead = ReadAhead::new();
        let mut after = 0;
        loop {
            let page = stored::page(run.conn, run.organisation, are_kept, run.module, after, PAGE).await?;
            let Some(last) = page.last() else { break };
            after = last.id;
            let files = run.app.files.clone();
            let work = move || page.into_iter().map(|row| check_file(row, &files)).collect::<Vec<_>>();
            if let Some(looked) = ahead.begin(work).await? {
                settle(run, are_kept, looked).await?;
            }
        }
        while let Some(looked) = ahead.next().await? {
            settle(run, are_kept, looked).await?;
        }
    }
    Ok(())
}

/// Reads again what seems to differ, because reports are replaced and submissions erased meanwhile; then reports the
/// page.
async fn settle(run: &mut Verify<'_>, are_kept: bool, looked: Vec<CheckedFile>) -> Result<(), Problem> {
    let (mut looked, doubtful): (Vec<_>, Vec<_>) = looked.into_iter().partition(|one| one.bad.is_none());
    if !doubtful.is_empty() {
        let keys: Vec<i64> = doubtful.iter().map(|one| one.row.id).collect();
        let rows = stored::by_keys(run.conn, run.organisation, are_kept, &keys).await?;
        let files = run.app.files.clone();
        let looking = spawn_blocking(move || rows.into_iter().map(|row| check_file(row, &files)).collect::<Vec<_>>());
        looked.extend(looking.await.map_err(|stopped| Problem::Internal(stopped.into()))?);
        looked.sort_by_key(|one| one.row.id);
    }
    report(run, looked)
}

struct CheckedFile {
    row: StoredRow,
    /// Relative to the data folder.
    path: Option<String>,
    bad: Option<BadRecord>,
}

fn report(run: &mut Verify<'_>, looked: Vec<CheckedFile>) -> Result<(), Problem> {
    let count = looked.len();
    for CheckedFile { row, path, bad } in looked {
        match &path {
            Some(path) => run.manifest.file(&row.sha256, path)?,
            None => run.manifest.record(Some(&row.sha256), &row.upload_id)?,
        }
        run.findings.extend(bad);
    }
    run.count_checked(count as u64);
    Ok(())
}

fn check_file(row: StoredRow, files: &Files) -> CheckedFile {
    let of = row.submission.as_deref().map_or(String::new(), |id| format!(" of {id}"));
    let bad = |file: Option<&str>, reason: String| Some(BadRecord::new(Some(&row.upload_id), file, reason));
    let Some(stored) = FileLocation::of(&row) else {
        let bad = bad(None, format!("the row of this file{of} has an unknown file type"));
        return CheckedFile { row, path: None, bad };
    };
    let path = stored.name(files);
    let found = stored.open(files).and_then(Digest::of);
    let bad = match found {
        Ok(found) if found.sha256 != row.sha256.as_slice() => {
            bad(Some(&path), format!("this file{of} differs from what was stored: its hash differs"))
        }
        Ok(found) if found.size != row.file_size as u64 => {
            bad(Some(&path), format!("this file{of} has {} bytes, its row says {}", found.size, row.file_size))
        }
        Ok(_) => stored.missing_rendition(files).and_then(|name| bad(Some(&path), format!("its {name} is missing"))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => bad(Some(&path), format!("this file{of} is missing")),
        Err(error) => bad(Some(&path), format!("this file{of} cannot be read: {error}")),
    };
    CheckedFile { row, path: Some(path), bad }
}

/// Where the bytes are.
enum FileLocation {
    Upload(StoredUpload),
    Report(UploadId, FileType),
    Kept(UploadId),
}

impl FileLocation {
    fn of(row: &StoredRow) -> Option<FileLocation> {
        let (id, file_type) = (row.upload_id.parse().ok()?, FileType::parse(&row.file_type)?);
        match &row.content_type {
            None => Some(FileLocation::Kept(id)),
            Some(_) if file_type.is_report() => Some(FileLocation::Report(id, file_type)),
            Some(mime) => StoredUpload::named(&id, file_type, mime).map(FileLocation::Upload),
        }
    }

    fn name(&self, files: &Files) -> String {
        match self {
            FileLocation::Upload(upload) => files.upload_name(upload),
            FileLocation::Report(id, kind) => files.report_name(id, *kind),
            FileLocation::Kept(id) => files.kept_name(id),
        }
    }

    fn open(&self, files: &Files) -> io::Result<File> {
        match self {
            FileLocation::Upload(upload) => files.open_upload(upload, Rendition::Original),
            FileLocation::Report(id, kind) => files.open_report(id, *kind),
            FileLocation::Kept(id) => files.open_kept(id),
        }
    }

    /// A missing derived size, which pages and reports show. It could be made again from the original, but must exist.
    fn missing_rendition(&self, files: &Files) -> Option<&'static str> {
        let FileLocation::Upload(picture) = self else { return None };
        if picture.content == UploadContent::Pdf {
            return None;
        }
        let is_there = |rendition| {
            files.open_upload(picture, rendition).and_then(|file| file.metadata()).is_ok_and(|about| about.len() > 0)
        };
        [(Rendition::Large, "large picture"), (Rendition::Thumb, "small picture")]
            .into_iter()
            .find_map(|(rendition, name)| (!is_there(rendition)).then_some(name))
    }
}
