//! The photos of what members say: of an entry of an action, or of a comment.

use crate::{domain::ids::UploadId, store::schema::uploaded_files};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use time::OffsetDateTime;

/// What was said, by the key of its row.
#[derive(Clone, Copy, Debug)]
pub enum NoteKey {
    ActionEntry(i64),
    Comment(i64),
}

/// Assigns pending uploads to what was said; returns how many were still available.
pub async fn claim(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    note: NoteKey,
    ids: &[UploadId],
    now: OffsetDateTime,
) -> QueryResult<usize> {
    if ids.is_empty() {
        return Ok(0);
    }
    // Only pending uploads expire.
    let pending = uploaded_files::table
        .filter(uploaded_files::organisation_id.eq(organisation))
        .filter(uploaded_files::upload_id.eq_any(ids))
        .filter(uploaded_files::public_link_id.is_null())
        .filter(uploaded_files::expires_at.gt(now));
    let (entry, comment) = match note {
        NoteKey::ActionEntry(entry) => (Some(entry), None),
        NoteKey::Comment(comment) => (None, Some(comment)),
    };
    let claimed = (
        uploaded_files::action_entry_id.eq(entry),
        uploaded_files::comment_id.eq(comment),
        uploaded_files::expires_at.eq(None::<OffsetDateTime>),
    );
    diesel::update(pending).set(claimed).execute(conn).await
}
