//! The bytes of an old photo or signature: decoded and published with derived sizes, or kept unchanged if they cannot be
//! decoded.

use crate::{
    app::{App, picture_decoder::Admission},
    domain::{
        ids::UploadId,
        migration::MediaState,
        problem::Problem,
        upload::{FileRefusal, FileType},
    },
    files::Files,
    reports::pictures::{Renditions, content_type},
    services::{
        pictures::{self, PictureOrigin},
        storage_problem,
    },
};
use anyhow::anyhow;
use bytes::Bytes;
use sha2::{Digest, Sha256};
use std::io;

/// Where the bytes are, or why there are none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct MediaOutcome {
    pub state: MediaState,
    pub reason: Option<String>,
    pub bytes: Option<Fingerprint>,
    /// The facts of its upload row, if it is shown.
    pub picture: Option<PictureShape>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fingerprint {
    pub size: i64,
    pub sha256: [u8; 32],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PictureShape {
    pub mime: &'static str,
    pub width: i32,
    pub height: i32,
}

impl MediaOutcome {
    pub fn without(state: MediaState, reason: &str) -> MediaOutcome {
        MediaOutcome { state, reason: Some(reason.to_owned()), bytes: None, picture: None }
    }
}

/// Waits for memory to decode one file. A busy decoder says nothing about the file, so the caller retries later.
pub(super) async fn admit(app: &App) -> Result<Admission<'_>, Problem> {
    app.pictures.admit().await.map_err(|_| busy())
}

fn busy() -> Problem {
    Problem::Unavailable(anyhow!("too many pictures are being decoded"))
}

/// Decodes bytes. Publishes them as a picture with derived sizes, or keeps them unchanged if they cannot be decoded. A
/// dry run only returns the result.
pub(super) async fn decode_and_publish(
    app: &App,
    admission: Admission<'_>,
    dry_run: bool,
    id: &UploadId,
    file_type: FileType,
    bytes: Bytes,
) -> Result<MediaOutcome, Problem> {
    let purpose = pictures::purpose(file_type, PictureOrigin::Legacy);
    let decoded = admission.render(purpose, bytes.clone()).await.map_err(Problem::Internal)?;
    if matches!(decoded, Err(FileRefusal::Busy)) {
        return Err(busy());
    }
    let (files, id) = ((!dry_run).then(|| app.files.clone()), id.clone());
    let publishing = app.pictures.blocking(move || publish(files.as_ref(), &id, file_type, &bytes, decoded));
    publishing.await.map_err(Problem::Internal)?.map_err(storage_problem)
}

/// The same after decoding.
fn publish(
    files: Option<&Files>,
    id: &UploadId,
    file_type: FileType,
    bytes: &[u8],
    decoded: Result<Renditions, FileRefusal>,
) -> io::Result<MediaOutcome> {
    let fingerprint = Fingerprint { size: bytes.len() as i64, sha256: Sha256::digest(bytes).into() };
    match decoded {
        Ok(renditions) => {
            let shape = PictureShape {
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
            Ok(MediaOutcome { state, reason: None, bytes: Some(fingerprint), picture })
        }
        Err(refusal) => {
            if let Some(files) = files {
                files.keep(id, bytes)?;
                fail::fail_point!("import.media_kept");
            }
            let reason = Some(unavailable_reason(&refusal, bytes));
            Ok(MediaOutcome { state: MediaState::Kept, reason, bytes: Some(fingerprint), picture: None })
        }
    }
}

fn unavailable_reason(refusal: &FileRefusal, bytes: &[u8]) -> String {
    match refusal {
        FileRefusal::Empty => "empty".to_owned(),
        FileRefusal::BlankSignature => "blank".to_owned(),
        FileRefusal::TooManyPixels { .. } => "too_many_pixels".to_owned(),
        FileRefusal::Damaged => format!("damaged {}", content_type(bytes)),
        FileRefusal::Undecodable | FileRefusal::Busy => format!("undecodable {}", content_type(bytes)),
        FileRefusal::Heic
        | FileRefusal::OtherFormat(_)
        | FileRefusal::NotAPicture
        | FileRefusal::NotAPdf
        | FileRefusal::CutPdf
        | FileRefusal::TooLarge { .. } => content_type(bytes).to_owned(),
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
        let publish = |files| {
            publish(files, &id, file_type, bytes, render(pictures::purpose(file_type, PictureOrigin::Legacy), bytes))
        };
        let dry = publish(None)?;
        let folder = dir.path().join("uploads/0a");
        assert_eq!(std::fs::read_dir(&folder)?.count(), 0, "a dry run publishes nothing");
        assert_eq!(publish(Some(&files))?, dry, "and foretells what the real one does");
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
