//! Replacing a submission by an old record, only after the decision of a person.

use super::{
    batch_reader::read_upload,
    candidate::Candidate,
    classify::{Classified, RecordReader},
    media::{self, Adopted},
    record::Content,
    sources::{Source, SourceLocation, SourceRecord},
};
use crate::{
    app::App,
    domain::{ids::UploadId, job::MakeReport, migration::RecordKind, problem::Problem},
    services::actor::Actor,
    store::{
        self,
        migration::legacy_records::{KnownRecord, ReviewQueueRow},
    },
};
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use time::OffsetDateTime;

/// Parses the kept bytes of a record as a run would; none if they cannot be understood.
pub(in crate::migration) async fn understand(
    app: &App,
    actor: &Actor,
    source: &Arc<dyn Source>,
    row: &ReviewQueueRow,
    raw: &[u8],
) -> Result<Option<Box<Candidate>>, Problem> {
    if row.kind != RecordKind::Submission.as_str() {
        return Ok(None);
    }
    let found = SourceRecord {
        name: row.name.clone(),
        kind: RecordKind::Submission,
        is_regular: true,
        len: raw.len() as u64,
        modified_at: row.modified_at.unwrap_or(OffsetDateTime::UNIX_EPOCH),
        at: SourceLocation::Row(row.id),
    };
    let stem = source.stem(&found).to_owned();
    let mut conn = actor.connection(&app.pool).await?;
    let organisation = actor.organisation_id;
    let job = store::migration::legacy_records::jobs_about(&mut conn, organisation, &[&stem]).await?.pop();
    let known: Vec<KnownRecord> =
        store::migration::legacy_records::known(&mut conn, organisation, row.source_id, &[&row.name]).await?;
    drop(conn);
    let job = job.and_then(|(_, facts)| serde_json::from_value(facts).ok());
    let content = Content { bytes: raw.to_vec(), sha256: Sha256::digest(raw).into() };
    let classified = RecordReader::new(app, source, None).submission(&found, known.first(), job.as_ref(), content);
    Ok(match classified {
        Classified::Submission(candidate) => Some(candidate),
        Classified::Stays(_) | Classified::Gone | Classified::Row(..) => None,
    })
}

/// Copies the photos that a record names.
pub(in crate::migration) async fn adopt(
    app: &App,
    source: &Arc<dyn Source>,
    candidate: &Candidate,
) -> Result<Adopted, Problem> {
    media::adopt(app, &read_upload(source), &candidate.old, false).await
}

/// Replaces the answers and files of a submission by those of a record, and makes its reports due. False, with nothing
/// replaced, if it was corrected here.
pub(in crate::migration) async fn replace(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    submission: i64,
    candidate: &Candidate,
    adopted: &Adopted,
    now: OffsetDateTime,
) -> QueryResult<bool> {
    if !store::migration::imported::replace(conn, organisation, submission, &candidate.row, now).await? {
        return Ok(false);
    }
    let (media, uploads) = (adopted.media(organisation, submission), adopted.uploads(organisation, submission));
    let ids: Vec<UploadId> = media.iter().map(|media| media.upload_id.clone()).collect();
    store::migration::imported::delete_files(conn, organisation, submission, &ids).await?;
    store::legacy_media::add(conn, &media).await?;
    store::uploads::add_unless_there(conn, &uploads).await?;
    let payload = json!(MakeReport { submission_id: candidate.old.id.clone() });
    store::migration::imported::make_due(conn, organisation, submission, &payload, now).await?;
    Ok(true)
}
