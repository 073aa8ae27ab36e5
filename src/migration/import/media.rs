//! The photos and signatures of an old record: found in the source, and made durable before the record is saved.
//!
//! Upload ids are derived from the record, so a repeated import publishes the same files under the same names. If the
//! transaction fails, the files are orphans, which the clean-up removes.

use super::media_content::{MediaOutcome, admit, decode_and_publish};
use crate::{
    app::App,
    domain::{migration::MediaState, problem::Problem, upload::Upload},
    files::{OldPhoto, is_no_file},
    legacy::{Media, MediaLocation, OldSubmission},
    services::uploads,
    store::{legacy_media::NewMedia, uploads::NewUpload},
};
use bytes::Bytes;
use serde_json::json;
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
pub(super) type ReadUpload = Arc<dyn Fn(&str, u64) -> io::Result<OldPhoto> + Send + Sync>;

/// Similar names that a note lists.
const MAX_SIMILAR: usize = 5;

/// The media of one record, in its order. The files are durable; the caller saves the rows together with the record.
#[derive(Debug, Default)]
pub(in crate::migration) struct Adopted {
    found: Vec<Adoption>,
    uploaded_at: Option<OffsetDateTime>,
    /// What a person should know about names that are spelled otherwise on disk.
    pub notes: Vec<String>,
}

#[derive(Debug)]
struct Adoption {
    media: Media,
    outcome: MediaOutcome,
}

/// Copies the media of a record into our store; a dry run decodes them but publishes nothing. One picture at a time, so
/// that one decoder stays available for people who submit forms.
pub(super) async fn adopt(
    app: &App,
    read: &ReadUpload,
    old: &OldSubmission,
    dry_run: bool,
) -> Result<Adopted, Problem> {
    let (mut found, mut notes) = (Vec::with_capacity(old.media.len()), Vec::new());
    for media in &old.media {
        let mut media = media.clone();
        let outcome = match &media.place {
            MediaLocation::Unusable(why) => MediaOutcome::without(MediaState::Refused, why),
            MediaLocation::Stored(name) | MediaLocation::Remote(name) if name.len() > MAX_PLACE => {
                MediaOutcome::without(MediaState::Refused, "name_too_long")
            }
            MediaLocation::Remote(_) => MediaOutcome { reason: None, ..MediaOutcome::without(MediaState::Remote, "") },
            MediaLocation::Stored(_) | MediaLocation::Inline(_) => {
                here(app, read, &mut media, &mut notes, dry_run).await?
            }
        };
        found.push(Adoption { media, outcome });
    }
    Ok(Adopted { found, uploaded_at: Some(old.created_at), notes })
}

/// Media in the legacy store or in the record itself. A file that was found under a similar name is stated with its name
/// on disk.
async fn here(
    app: &App,
    read: &ReadUpload,
    media: &mut Media,
    notes: &mut Vec<String>,
    dry_run: bool,
) -> Result<MediaOutcome, Problem> {
    let admission = admit(app).await?;
    let (read, location) = (Arc::clone(read), media.place.clone());
    let reading = app.pictures.blocking(move || match location {
        MediaLocation::Inline(bytes) => Ok(StoredMedia::Found(None, Bytes::from(bytes))),
        MediaLocation::Stored(name) => match read(&name, MAX_BYTES) {
            Ok(OldPhoto::Found { name, bytes }) => Ok(StoredMedia::Found(Some(name), Bytes::from(bytes))),
            Ok(OldPhoto::Ambiguous(names)) => Ok(StoredMedia::Ambiguous(names)),
            Err(error) => unread(error).map(StoredMedia::Unread),
        },
        MediaLocation::Remote(_) | MediaLocation::Unusable(_) => {
            Ok(StoredMedia::Unread(MediaOutcome::without(MediaState::Refused, "elsewhere")))
        }
    });
    let named = display_location(&media.place).unwrap_or_default().to_owned();
    match reading.await.map_err(Problem::Internal)?? {
        StoredMedia::Found(name, bytes) => {
            if let Some(name) = name.filter(|name| *name != named) {
                notes.push(format!("{}: {} was found under the name {}", media.field, json!(named), json!(name)));
                media.place = MediaLocation::Stored(name);
            }
            decode_and_publish(app, admission, dry_run, &media.upload_id, media.file_type, bytes).await
        }
        StoredMedia::Ambiguous(similar) => {
            let names: Vec<String> = similar.iter().take(MAX_SIMILAR).map(|name| json!(name).to_string()).collect();
            let (field, names) = (&media.field, names.join(", "));
            notes.push(format!("{field}: {} is missing; several files have similar names: {names}", json!(named)));
            Ok(MediaOutcome::without(MediaState::Missing, "several_similar"))
        }
        StoredMedia::Unread(outcome) => Ok(outcome),
    }
}

/// What was read for a reference.
enum StoredMedia {
    /// With the name on disk, if it is a file.
    Found(Option<String>, Bytes),
    /// Several files have a similar name.
    Ambiguous(Vec<String>),
    Unread(MediaOutcome),
}

/// Why a file of the legacy store cannot be read. An unavailable disk says nothing about the file and is a problem of
/// the run.
fn unread(error: io::Error) -> Result<MediaOutcome, Problem> {
    Ok(match error.kind() {
        ErrorKind::NotFound => MediaOutcome { reason: None, ..MediaOutcome::without(MediaState::Missing, "") },
        ErrorKind::FileTooLarge => MediaOutcome::without(MediaState::Refused, "too_large"),
        ErrorKind::PermissionDenied => MediaOutcome::without(MediaState::Refused, "unreadable"),
        _ if is_no_file(&error) => MediaOutcome::without(MediaState::Refused, "not_a_regular_file"),
        ErrorKind::InvalidFilename => MediaOutcome { reason: None, ..MediaOutcome::without(MediaState::Missing, "") },
        _ => return Err(Problem::Unavailable(error.into())),
    })
}

impl Adopted {
    /// The media rows: what the record names, and the outcome.
    pub fn media(&self, organisation_id: i64, submission_id: i64) -> Vec<NewMedia> {
        let row = |(found, position): (&Adoption, i32)| {
            let Adoption { media, outcome } = found;
            NewMedia {
                organisation_id,
                submission_id,
                upload_id: media.upload_id.clone(),
                file_type: media.file_type,
                field: media.field.clone(),
                position,
                reference: media.reference.clone(),
                place: display_location(&media.place).map(str::to_owned),
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
        let row = |(found, position): (&Adoption, i32)| {
            let Adoption { media, outcome } = found;
            let uploaded_at = self.uploaded_at.unwrap_or(OffsetDateTime::UNIX_EPOCH);
            let upload = upload(media, outcome, uploaded_at)?;
            let submission_id = Some(submission_id);
            Some(NewUpload { submission_id, position, ..uploads::new_row(&upload, organisation_id) })
        };
        self.found.iter().zip(0..).filter_map(row).collect()
    }
}

fn upload(media: &Media, outcome: &MediaOutcome, uploaded_at: OffsetDateTime) -> Option<Upload> {
    let (shape, bytes) = (outcome.picture?, outcome.bytes?);
    Some(Upload {
        id: media.upload_id.clone(),
        file_type: media.file_type,
        field: media.field.clone(),
        original_filename: uploads::display_name::display_name(
            display_location(&media.place).unwrap_or(media.file_type.as_str()),
        ),
        content_type: shape.mime.to_owned(),
        file_size: bytes.size,
        sha256: bytes.sha256,
        width: shape.width,
        height: shape.height,
        uploaded_at,
    })
}

/// The name in the legacy store, or the address on another host; none if it is too long for an index.
fn display_location(place: &MediaLocation) -> Option<&str> {
    match place {
        MediaLocation::Stored(name) | MediaLocation::Remote(name) => {
            Some(name.as_str()).filter(|name| name.len() <= MAX_PLACE)
        }
        MediaLocation::Inline(_) | MediaLocation::Unusable(_) => None,
    }
}
