//! The photos and signatures of an old record: found, decoded, and made durable before the record is saved.
//!
//! Upload ids are derived from the record, so a repeated import publishes the same files under the same names. If the
//! transaction fails, the files are orphans, which the clean-up removes.

use crate::{
    app::{App, picture_decoder::Admission},
    domain::{
        ids::UploadId,
        migration::MediaState,
        problem::Problem,
        upload::{FileType, Refusal, Upload},
    },
    files::{Files, is_no_file},
    legacy::{Media, MediaLocation, OldSubmission},
    reports::pictures::{Renditions, content_type},
    services::{
        pictures::{self, Origin},
        storage_problem, uploads,
    },
    store::{legacy_media::NewMedia, uploads::NewUpload},
};
use anyhow::anyhow;
use bytes::Bytes;
use sha2::{Digest, Sha256};
use std::{
    io::{self, ErrorKind},
    sync::Arc,
};
use time::OffsetDateTime;

/// Maximum size of a photo in the legacy store.
pub(super) const MAX_BYTES: u64 = 32 * 1024 * 1024;

/// Maximum length of a name or address, below the limit of an index key.
const MAX_PLACE: usize = 2_000;

/// Reads a file of the old `uploads/` by the name in a record, up to a maximum number of bytes.
pub(super) type ReadUpload = Arc<dyn Fn(&str, u64) -> io::Result<Vec<u8>> + Send + Sync>;

/// The media of one record, in its order. The files are durable; the caller saves the rows together with the record.
#[derive(Debug, Default)]
pub(in crate::migration) struct Adopted {
    found: Vec<Found>,
    uploaded_at: Option<OffsetDateTime>,
}

#[derive(Debug)]
struct Found {
    media: Media,
    outcome: Outcome,
}

/// Where the bytes are, or why there are none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Outcome {
    pub state: MediaState,
    pub reason: Option<String>,
    pub bytes: Option<Fingerprint>,
    /// The facts of its upload row, if it is shown.
    pub picture: Option<Shape>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fingerprint {
    pub size: i64,
    pub sha256: [u8; 32],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    pub mime: &'static str,
    pub width: i32,
    pub height: i32,
}

/// Copies the media of a record into our store; a dry run decodes them but publishes nothing. One picture at a time, so
/// that one decoder stays available for people who submit forms.
pub(super) async fn adopt(
    app: &App,
    read: &ReadUpload,
    old: &OldSubmission,
    dry_run: bool,
) -> Result<Adopted, Problem> {
    let mut found = Vec::with_capacity(old.media.len());
    for media in &old.media {
        let outcome = match &media.place {
            MediaLocation::Unusable(why) => Outcome::without(MediaState::Refused, why),
            MediaLocation::Stored(name) | MediaLocation::Remote(name) if name.len() > MAX_PLACE => {
                Outcome::without(MediaState::Refused, "name_too_long")
            }
            MediaLocation::Remote(_) => Outcome { reason: None, ..Outcome::without(MediaState::Remote, "") },
            MediaLocation::Stored(_) | MediaLocation::Inline(_) => here(app, read, media, dry_run).await?,
        };
        found.push(Found { media: media.clone(), outcome });
    }
    Ok(Adopted { found, uploaded_at: Some(old.created_at) })
}

/// Media in the legacy store or in the record itself.
async fn here(app: &App, read: &ReadUpload, media: &Media, dry_run: bool) -> Result<Outcome, Problem> {
    let admission = admit(app).await?;
    let (read, place) = (Arc::clone(read), media.place.clone());
    let reading = app.pictures.blocking(move || match place {
        MediaLocation::Inline(bytes) => Ok(Ok(Bytes::from(bytes))),
        MediaLocation::Stored(name) => match read(&name, MAX_BYTES) {
            Ok(bytes) => Ok(Ok(Bytes::from(bytes))),
            Err(error) => unread(error).map(Err),
        },
        MediaLocation::Remote(_) | MediaLocation::Unusable(_) => {
            Ok(Err(Outcome::without(MediaState::Refused, "elsewhere")))
        }
    });
    match reading.await.map_err(Problem::Internal)?? {
        Ok(bytes) => take(app, admission, dry_run, &media.upload_id, media.file_type, bytes).await,
        Err(outcome) => Ok(outcome),
    }
}

/// Waits for memory to decode one file. A busy decoder says nothing about the file, so the caller retries later.
pub(super) async fn admit(app: &App) -> Result<Admission<'_>, Problem> {
    app.pictures.admit().await.map_err(|_| busy())
}

fn busy() -> Problem {
    Problem::Unavailable(anyhow!("too many pictures are being decoded"))
}

/// Why a file of the legacy store cannot be read. An unavailable disk says nothing about the file and is a problem of
/// the run.
fn unread(error: io::Error) -> Result<Outcome, Problem> {
    Ok(match error.kind() {
        ErrorKind::NotFound => Outcome { reason: None, ..Outcome::without(MediaState::Missing, "") },
        ErrorKind::FileTooLarge => Outcome::without(MediaState::Refused, "too_large"),
        ErrorKind::PermissionDenied => Outcome::without(MediaState::Refused, "unreadable"),
        _ if is_no_file(&error) => Outcome::without(MediaState::Refused, "not_a_regular_file"),
        ErrorKind::InvalidFilename => Outcome { reason: None, ..Outcome::without(MediaState::Missing, "") },
        _ => return Err(Problem::Unavailable(error.into())),
    })
}

/// Decodes bytes. Publishes them as a picture with derived sizes, or keeps them unchanged if they cannot be decoded. A
/// dry run only returns the result.
pub(super) async fn take(
    app: &App,
    admission: Admission<'_>,
    dry_run: bool,
    id: &UploadId,
    file_type: FileType,
    bytes: Bytes,
) -> Result<Outcome, Problem> {
    let purpose = pictures::purpose(file_type, Origin::Old);
    let decoded = admission.render(purpose, bytes.clone()).await.map_err(Problem::Internal)?;
    if matches!(decoded, Err(Refusal::Busy)) {
        return Err(busy());
    }
    let (files, id) = ((!dry_run).then(|| app.files.clone()), id.clone());
    let settling = app.pictures.blocking(move || settle(files.as_ref(), &id, file_type, &bytes, decoded));
    settling.await.map_err(Problem::Internal)?.map_err(storage_problem)
}

/// The same after decoding.
fn settle(
    files: Option<&Files>,
    id: &UploadId,
    file_type: FileType,
    bytes: &[u8],
    decoded: Result<Renditions, Refusal>,
) -> io::Result<Outcome> {
    let fingerprint = Fingerprint { size: bytes.len() as i64, sha256: Sha256::digest(bytes).into() };
    match decoded {
        Ok(renditions) => {
            let shape = Shape {
                mime: renditions.kind.mime(),
                width: renditions.width as i32,
                height: renditions.height as i32,
            };
            if let Some(files) = files {
                let mut original = files.begin_upload(id)?;
                original.write(bytes)?;
                pictures::publish(files, id.clone(), file_type, original, renditions)?;
                fail::fail_point!("import.media_published");
            }
            let (state, picture) = (MediaState::Shown, Some(shape));
            Ok(Outcome { state, reason: None, bytes: Some(fingerprint), picture })
        }
        Err(refusal) => {
            if let Some(files) = files {
                files.keep(id, bytes)?;
                fail::fail_point!("import.media_kept");
            }
            let reason = Some(why_not_shown(&refusal, bytes));
            Ok(Outcome { state: MediaState::Kept, reason, bytes: Some(fingerprint), picture: None })
        }
    }
}

fn why_not_shown(refusal: &Refusal, bytes: &[u8]) -> String {
    match refusal {
        Refusal::Empty => "empty".to_owned(),
        Refusal::BlankSignature => "blank".to_owned(),
        Refusal::TooManyPixels { .. } => "too_many_pixels".to_owned(),
        Refusal::Damaged => format!("damaged {}", content_type(bytes)),
        Refusal::Undecodable | Refusal::Busy => format!("undecodable {}", content_type(bytes)),
        Refusal::Heic | Refusal::NotAPicture | Refusal::TooLarge { .. } => content_type(bytes).to_owned(),
    }
}

impl Outcome {
    pub fn without(state: MediaState, reason: &str) -> Outcome {
        Outcome { state, reason: Some(reason.to_owned()), bytes: None, picture: None }
    }
}

impl Adopted {
    /// The media rows: what the record names, and the outcome.
    pub fn media(&self, organisation_id: i64, submission_id: i64) -> Vec<NewMedia> {
        let row = |(found, position): (&Found, i32)| {
            let Found { media, outcome } = found;
            NewMedia {
                organisation_id,
                submission_id,
                upload_id: media.upload_id.clone(),
                file_type: media.file_type,
                field: media.field.clone(),
                position,
                reference: media.reference.clone(),
                place: place(&media.place).map(str::to_owned),
                state: outcome.state,
                reason: outcome.reason.clone(),
                file_size: outcome.bytes.map(|bytes| bytes.size),
                sha256: outcome.bytes.map(|bytes| bytes.sha256.to_vec()),
            }
        };
        self.found.iter().zip(0..).map(row).collect()
    }

    /// The upload rows of those that are shown as pictures.
    pub fn uploads(&self, organisation_id: i64, submission_id: i64) -> Vec<NewUpload> {
        let row = |(found, position): (&Found, i32)| {
            let Found { media, outcome } = found;
            let uploaded_at = self.uploaded_at.unwrap_or(OffsetDateTime::UNIX_EPOCH);
            let upload = upload(media, outcome, uploaded_at)?;
            let submission_id = Some(submission_id);
            Some(NewUpload { submission_id, position, ..uploads::new_row(&upload, organisation_id) })
        };
        self.found.iter().zip(0..).filter_map(row).collect()
    }
}

fn upload(media: &Media, outcome: &Outcome, uploaded_at: OffsetDateTime) -> Option<Upload> {
    let (shape, bytes) = (outcome.picture?, outcome.bytes?);
    Some(Upload {
        id: media.upload_id.clone(),
        file_type: media.file_type,
        field: media.field.clone(),
        original_filename: uploads::display_name(place(&media.place).unwrap_or(media.file_type.as_str())),
        content_type: shape.mime.to_owned(),
        file_size: bytes.size,
        sha256: bytes.sha256,
        width: shape.width,
        height: shape.height,
        uploaded_at,
    })
}

/// The name in the legacy store, or the address on another host; none if it is too long for an index.
fn place(place: &MediaLocation) -> Option<&str> {
    match place {
        MediaLocation::Stored(name) | MediaLocation::Remote(name) => {
            Some(name.as_str()).filter(|name| name.len() <= MAX_PLACE)
        }
        MediaLocation::Inline(_) | MediaLocation::Unusable(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reports::pictures::render;

    const PNG: &[u8] = include_bytes!("../../reports/brand/mark-on-green.png");

    fn outcome(file_type: FileType, bytes: &[u8]) -> anyhow::Result<(MediaState, String, Vec<String>)> {
        let dir = tempfile::tempdir()?;
        let files = Files::open(dir.path())?;
        let id: UploadId = "upl_0a000000000000000000".parse().map_err(|_| anyhow::anyhow!("no id"))?;
        let settle =
            |files| settle(files, &id, file_type, bytes, render(pictures::purpose(file_type, Origin::Old), bytes));
        let dry = settle(None)?;
        let folder = dir.path().join("uploads/0a");
        assert_eq!(std::fs::read_dir(&folder)?.count(), 0, "a dry run publishes nothing");
        assert_eq!(settle(Some(&files))?, dry, "and foretells what the real one does");
        let original = folder.join(format!("{id}.{}", if dry.picture.is_some() { "png" } else { "kept" }));
        assert_eq!(std::fs::read(original)?, bytes, "byte for byte");
        let fingerprint = Fingerprint { size: bytes.len() as i64, sha256: Sha256::digest(bytes).into() };
        assert_eq!(dry.bytes, Some(fingerprint));
        let mut names: Vec<String> = std::fs::read_dir(&folder)?
            .map(|entry| Ok(entry?.file_name().to_string_lossy().replace(id.as_str(), "")))
            .collect::<io::Result<_>>()?;
        names.sort();
        files.remove_upload(&id);
        assert_eq!(std::fs::read_dir(&folder)?.count(), 0, "and all of it can be taken away");
        Ok((dry.state, dry.reason.unwrap_or_default(), names))
    }

    #[test]
    fn bytes_are_shown_if_they_are_a_picture_and_kept_if_not() -> anyhow::Result<()> {
        let cut = PNG.get(..PNG.len() / 2).unwrap_or(PNG);
        let blank = include_bytes!("../../../tests/fixtures/pictures/blank.png");
        for (file_type, bytes, state, reason) in [
            (FileType::Photo, PNG, MediaState::Shown, ""),
            (FileType::Signature, PNG, MediaState::Shown, ""),
            (FileType::Photo, cut, MediaState::Kept, "damaged image/png"),
            (FileType::Photo, b"<svg xmlns='http://www.w3.org/2000/svg'/>", MediaState::Kept, "image/svg+xml"),
            (FileType::Photo, b"a note, no photo", MediaState::Kept, "text/plain"),
            (FileType::Photo, "صورة".as_bytes(), MediaState::Kept, "text/plain"),
            (FileType::Photo, b"%PDF-1.4 ...", MediaState::Kept, "application/pdf"),
            (FileType::Photo, b"\x00\x01\x02\xff", MediaState::Kept, "application/octet-stream"),
            (FileType::Photo, b"", MediaState::Kept, "empty"),
            (FileType::Signature, blank, MediaState::Kept, "blank"),
        ] {
            let (found, why, names) = outcome(file_type, bytes)?;
            assert_eq!((found, why.as_str()), (state, reason), "{} bytes", bytes.len());
            let derived = if file_type == FileType::Signature { "png" } else { "jpg" };
            match state {
                MediaState::Shown => {
                    assert_eq!(names, [format!(".large.{derived}"), ".png".to_owned(), format!(".thumb.{derived}")]);
                }
                _ => assert_eq!(names, [".kept"]),
            }
        }
        Ok(())
    }
}
