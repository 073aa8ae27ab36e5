//! What happened to a submission, and the origin of an imported one: its old record, the provenance of each value, and
//! the photos and signatures that could not be shown.

pub use crate::legacy::Provenance;
use crate::{
    domain::{
        audit::actions::{LoggedAction, absent_user},
        ids::UploadId,
        media_unavailable::MediaUnavailable,
        problem::Problem,
        submission::Submission,
        upload::FileType,
    },
    legacy::DOUBTFUL,
    store::{self, legacy_media::MediaRow, pool::Connection},
};
use serde::Deserialize;
use serde_json::Value;
use std::collections::HashMap;
use time::OffsetDateTime;

/// An entry in the history of a submission.
#[derive(Clone, Debug)]
pub struct Event {
    pub action: LoggedAction,
    pub at: OffsetDateTime,
    pub who: Option<String>,
    /// The name of the absent member for whom a delegate acted.
    pub absent: Option<String>,
    pub details: serde_json::Value,
}

/// Where an imported submission came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The imported folder or file.
    pub source: String,
    /// The record's path within the source.
    pub file: String,
    /// SHA-256 of the record (hex).
    pub sha256: String,
    /// The name of its shape, such as `A`.
    pub variant: String,
    /// The origin of each value.
    pub provenance: Provenance,
    /// Notes of the importer about irregularities.
    pub notes: Vec<Note>,
}

/// What the importer noted about a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The value of the record and how it was read.
    pub reading: String,
    /// Why another reading is as likely.
    pub doubt: Option<String>,
}

impl From<String> for Note {
    fn from(note: String) -> Note {
        match note.split_once(DOUBTFUL) {
            Some((reading, why)) => Note { reading: reading.to_owned(), doubt: Some(why.to_owned()) },
            None => Note { reading: note, doubt: None },
        }
    }
}

/// A photo or signature that the old record names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OldMedia {
    pub id: UploadId,
    pub file_type: FileType,
    pub field: String,
    /// None if it is among the uploads.
    pub not_shown: Option<MediaUnavailable>,
}

/// The part of the ledger's facts that a page shows.
#[derive(Default, Deserialize)]
#[serde(default)]
struct LedgerFacts {
    provenance: Provenance,
    notes: Vec<String>,
}

/// Rows of the audit log with the names of the absent members for whom delegates acted; they need a query only if there
/// are any.
pub(super) async fn events(
    conn: &mut Connection,
    rows: Vec<(LoggedAction, OffsetDateTime, Option<String>, Value)>,
) -> Result<Vec<Event>, Problem> {
    let absent: Vec<i64> = rows.iter().filter_map(|(.., details)| absent_user(details)).collect();
    let people = match absent.is_empty() {
        true => HashMap::new(),
        false => store::audit::list::people(conn, &absent).await?,
    };
    let name = |key: i64| people.get(&key).map(|(name, email)| name.clone().unwrap_or_else(|| email.clone()));
    let event = |(action, at, who, details)| {
        let absent = absent_user(&details).and_then(name);
        Event { action, at, who, absent, details }
    };
    Ok(rows.into_iter().map(event).collect())
}

/// The record that a submission was imported from.
pub(crate) async fn origin(
    conn: &mut Connection,
    organisation: i64,
    submission: i64,
) -> Result<Option<Origin>, Problem> {
    let Some(row) = store::legacy_origins::of_submission(conn, organisation, submission).await? else {
        return Ok(None);
    };
    let LedgerFacts { provenance, notes } = serde_json::from_value(row.facts).unwrap_or_default();
    Ok(Some(Origin {
        source: row.source,
        file: row.name,
        sha256: row.sha256.map(hex::encode).unwrap_or_default(),
        variant: row.variant.unwrap_or_default(),
        provenance,
        notes: notes.into_iter().map(Note::from).collect(),
    }))
}

/// Everything that the old record names, in its order.
pub(crate) async fn media(conn: &mut Connection, organisation: i64, submission: i64) -> Result<Vec<OldMedia>, Problem> {
    let rows = store::legacy_media::of_submission(conn, organisation, submission).await?;
    Ok(rows.into_iter().map(OldMedia::from).collect())
}

/// What the old record names and no answer refers to; it is shown after the further answers, so that nothing is hidden.
pub(crate) fn further_photos(submission: &Submission, media: &[OldMedia]) -> Vec<UploadId> {
    let named = submission.answers.uploads();
    let further = media.iter().filter(|media| !named.iter().any(|(_, id)| *id == media.id));
    further.map(|media| media.id.clone()).collect()
}

impl From<MediaRow> for OldMedia {
    fn from(row: MediaRow) -> OldMedia {
        OldMedia {
            id: row.upload_id,
            file_type: row.file_type,
            not_shown: MediaUnavailable::of(row.state, row.place, row.reason),
            field: row.field,
        }
    }
}
