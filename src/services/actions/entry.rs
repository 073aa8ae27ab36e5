//! What happened with an action: one row for each change, in its transaction.

use crate::{
    domain::{
        action::ActionEntryKind,
        ids::UploadId,
        problem::{Conflict, Problem},
    },
    services::actor::Actor,
    store::{
        self,
        actions::entries::NewEntry,
        uploads::of_notes::{self, NoteKind},
    },
};
use serde_json::Value;
use time::OffsetDateTime;

/// Adds an entry with its photos.
///
/// # Errors
/// [`Conflict::UploadGone`] if a photo has expired or was used elsewhere.
pub(super) async fn record(
    conn: &mut store::DbConnection,
    actor: &Actor,
    action: i64,
    kind: ActionEntryKind,
    (text, photos): (Option<&str>, &[UploadId]),
    changes: Option<Value>,
    now: OffsetDateTime,
) -> Result<(), Problem> {
    let organisation = actor.organisation_id;
    let entry = NewEntry {
        organisation_id: organisation,
        action_id: action,
        kind,
        author_id: actor.user_id,
        created_at: now,
        note: text,
        changes,
    };
    let entry = store::actions::entries::add(conn, &entry).await?;
    if of_notes::claim(conn, organisation, (NoteKind::ActionEntry, entry), photos, now).await? == photos.len() {
        Ok(())
    } else {
        Err(Problem::Conflict(Conflict::UploadGone))
    }
}
