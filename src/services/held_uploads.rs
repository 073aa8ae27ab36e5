//! Files that arrived while their rows could not be written: they stay on disk for a day, and the page that is sent back
//! carries a sealed description of each. With the next post of that page they count as received again.
//!
//! Invariants: a description opens only here, and only for a day; its file is not removed as a file without a row
//! meanwhile.

use super::{
    unclaimed::Unclaimed,
    uploads::{self, PENDING_FOR, ReceivedFile},
};
use crate::{
    app::App,
    domain::{
        problem::Problem,
        upload::{FileType, Upload},
    },
    files::{Rendition, StoredUpload},
    security::{KeyPurpose, sealed},
    services::actor::Actor,
    store,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// With less free space nothing is held: who sends it may be anybody while the database cannot say.
const ENOUGH_SPACE: u64 = 1 << 30;

/// The content of a description.
#[derive(Serialize, Deserialize)]
struct Description {
    id: String,
    file_type: String,
    field: String,
    name: String,
    content_type: String,
    size: i64,
    sha256: [u8; 32],
    width: i32,
    height: i32,
    #[serde(with = "time::serde::timestamp")]
    at: OffsetDateTime,
}

/// Holds received files for a day, and describes each. Without enough space they are removed.
pub fn hold(app: &App, received: &[ReceivedFile]) -> Vec<String> {
    if app.files.free_bytes().is_ok_and(|free| free < ENOUGH_SPACE) {
        uploads::discard(app, received);
        return Vec::new();
    }
    received.iter().filter_map(|received| describe(app, &received.upload)).collect()
}

fn describe(app: &App, upload: &Upload) -> Option<String> {
    app.files.hold_upload(&upload.id, PENDING_FOR.unsigned_abs()).ok()?;
    let description = serde_json::to_vec(&Description {
        id: upload.id.to_string(),
        file_type: upload.file_type.as_str().to_owned(),
        field: upload.field.clone(),
        name: upload.original_filename.clone(),
        content_type: upload.content_type.clone(),
        size: upload.file_size,
        sha256: upload.sha256,
        width: upload.width,
        height: upload.height,
        at: upload.uploaded_at,
    });
    let sealed = sealed::seal(&app.keyring, KeyPurpose::HeldUpload, &[], &description.ok()?).ok()?;
    Some(URL_SAFE_NO_PAD.encode(sealed))
}

/// The held files of these descriptions, as if they had just been received. What does not open, or is gone, is left out:
/// the page then asks for the file again.
pub fn received(app: &App, descriptions: &[String]) -> Vec<ReceivedFile> {
    descriptions.iter().filter_map(|sealed| open(app, sealed)).collect()
}

fn open(app: &App, sealed: &str) -> Option<ReceivedFile> {
    let sealed = URL_SAFE_NO_PAD.decode(sealed).ok()?;
    let opened = sealed::open(&app.keyring, KeyPurpose::HeldUpload, &[], &sealed)?;
    let described: Description = serde_json::from_slice(&opened.secret).ok()?;
    if app.clock.now() - described.at > PENDING_FOR {
        return None;
    }
    let upload = Upload {
        id: described.id.parse().ok()?,
        file_type: FileType::parse(&described.file_type)?,
        field: described.field,
        original_filename: described.name,
        content_type: described.content_type,
        file_size: described.size,
        sha256: described.sha256,
        width: described.width,
        height: described.height,
        uploaded_at: described.at,
    };
    app.files.open_upload(&StoredUpload::of(&upload)?, Rendition::Original).ok()?;
    let unclaimed = Unclaimed::of(app, &upload.id);
    Some(ReceivedFile::new(upload, unclaimed))
}

/// Those of these files that have no row yet. A page can be posted twice, and the first post may have written the rows.
pub async fn without_row(app: &App, actor: &Actor, received: Vec<ReceivedFile>) -> Result<Vec<ReceivedFile>, Problem> {
    if received.is_empty() {
        return Ok(received);
    }
    let ids: Vec<_> = received.iter().map(|received| received.upload.id.clone()).collect();
    let mut conn = actor.connection(&app.pool).await?;
    let known = store::uploads::known(&mut conn, &ids).await?;
    Ok(received.into_iter().filter(|received| !known.contains(&received.upload.id)).collect())
}
