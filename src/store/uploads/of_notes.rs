//! The photos of what members say: of an entry of an action, or of a comment.

use super::UploadRow;
use crate::{domain::ids::UploadId, store::schema::uploaded_files};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use std::collections::HashMap;
use time::OffsetDateTime;

/// What was said. A key is that of its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoteKind {
    ActionEntry,
    Comment,
}

/// Assigns pending uploads to what was said; returns how many were still available.
pub async fn claim(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    (kind, key): (NoteKind, i64),
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
    let of = |wanted| (kind == wanted).then_some(key);
    let claimed = (
        uploaded_files::action_entry_id.eq(of(NoteKind::ActionEntry)),
        uploaded_files::comment_id.eq(of(NoteKind::Comment)),
        uploaded_files::expires_at.eq(None::<OffsetDateTime>),
    );
    diesel::update(pending).set(claimed).execute(conn).await
}

/// The photos of what was said, by its key, in the order in which they were received.
pub async fn of(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    kind: NoteKind,
    keys: &[i64],
) -> QueryResult<HashMap<i64, Vec<UploadRow>>> {
    let mut found: HashMap<i64, Vec<UploadRow>> = HashMap::new();
    if keys.is_empty() {
        return Ok(found);
    }
    let files =
        uploaded_files::table.filter(uploaded_files::organisation_id.eq(organisation)).order(uploaded_files::id);
    let rows: Vec<(i64, UploadRow)> = match kind {
        NoteKind::ActionEntry => {
            let of = uploaded_files::action_entry_id;
            files.filter(of.eq_any(keys)).select((of.assume_not_null(), UploadRow::as_select())).load(conn).await?
        }
        NoteKind::Comment => {
            let of = uploaded_files::comment_id;
            files.filter(of.eq_any(keys)).select((of.assume_not_null(), UploadRow::as_select())).load(conn).await?
        }
    };
    for (key, photo) in rows {
        found.entry(key).or_default().push(photo);
    }
    Ok(found)
}
