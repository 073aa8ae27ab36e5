//! Our own files, read again: original photos and signatures, reports, and kept bytes.

use super::{ahead::Ahead, findings::Bad, run::Verify};
use crate::{
    domain::{
        ids::UploadId,
        problem::Problem,
        upload::{FileType, PictureType},
    },
    files::{Digest, Files, Rendition, StoredPicture},
    store::migration::verify::stored::{self, StoredRow},
};
use std::{fs::File, io};

const PAGE: i64 = 250;

pub(super) async fn verify(run: &mut Verify<'_>) -> Result<(), Problem> {
    run.manifest.say(&format!("place: folder {}", run.app.files.root().display()))?;
    for kept in [false, true] {
        let mut ahead = Ahead::new();
        let mut after = 0;
        loop {
            let page = match kept {
                false => stored::uploads(run.conn, run.organisation, run.module, after, PAGE).await?,
                true => stored::kept(run.conn, run.organisation, run.module, after, PAGE).await?,
            };
            let Some(last) = page.last() else { break };
            after = last.id;
            let files = run.app.files.clone();
            let work = move || page.into_iter().map(|row| look(row, &files)).collect::<Vec<_>>();
            if let Some(looked) = ahead.begin(work).await? {
                tell(run, looked)?;
            }
        }
        while let Some(looked) = ahead.next().await? {
            tell(run, looked)?;
        }
    }
    Ok(())
}

struct Looked {
    row: StoredRow,
    /// Relative to the data folder.
    path: Option<String>,
    bad: Option<Bad>,
}

fn tell(run: &mut Verify<'_>, looked: Vec<Looked>) -> Result<(), Problem> {
    let count = looked.len();
    for Looked { row, path, bad } in looked {
        match &path {
            Some(path) => run.manifest.file(&row.sha256, path)?,
            None => run.manifest.record(Some(&row.sha256), &row.upload_id)?,
        }
        run.findings.extend(bad);
    }
    run.passed(count as u64);
    Ok(())
}

fn look(row: StoredRow, files: &Files) -> Looked {
    let of = row.submission.as_deref().map_or(String::new(), |id| format!(" of {id}"));
    let bad = |file: Option<&str>, reason: String| Some(Bad::new(Some(&row.upload_id), file, reason));
    let Some(stored) = Stored::of(&row) else {
        let bad = bad(None, format!("the row of this file{of} has an unknown file type"));
        return Looked { row, path: None, bad };
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
    Looked { row, path: Some(path), bad }
}

/// Where the bytes are.
enum Stored {
    Picture(StoredPicture),
    Report(UploadId, FileType),
    Kept(UploadId),
}

impl Stored {
    fn of(row: &StoredRow) -> Option<Stored> {
        let (id, file_type) = (row.upload_id.parse().ok()?, FileType::parse(&row.file_type)?);
        match &row.content_type {
            None => Some(Stored::Kept(id)),
            Some(_) if file_type.is_report() => Some(Stored::Report(id, file_type)),
            Some(mime) => Some(Stored::Picture(StoredPicture { id, file_type, kind: PictureType::from_mime(mime)? })),
        }
    }

    fn name(&self, files: &Files) -> String {
        match self {
            Stored::Picture(picture) => files.upload_name(picture),
            Stored::Report(id, kind) => files.report_name(id, *kind),
            Stored::Kept(id) => files.kept_name(id),
        }
    }

    fn open(&self, files: &Files) -> io::Result<File> {
        match self {
            Stored::Picture(picture) => files.open_upload(picture, Rendition::Original),
            Stored::Report(id, kind) => files.open_report(id, *kind),
            Stored::Kept(id) => files.open_kept(id),
        }
    }

    /// A missing derived size, which pages and reports show. It could be made again from the original, but must exist.
    fn missing_rendition(&self, files: &Files) -> Option<&'static str> {
        let Stored::Picture(picture) = self else { return None };
        let is_there = |rendition| {
            files.open_upload(picture, rendition).and_then(|file| file.metadata()).is_ok_and(|about| about.len() > 0)
        };
        [(Rendition::Large, "large picture"), (Rendition::Thumb, "small picture")]
            .into_iter()
            .find_map(|(rendition, name)| (!is_there(rendition)).then_some(name))
    }
}
