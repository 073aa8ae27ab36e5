//! The actions of a submission for its reports, with the photos that prove what was done.

use crate::{
    domain::{
        ids::{SubmissionId, UploadId},
        problem::Problem,
        upload::Upload,
    },
    reports::build::ReportAction,
    store::{
        self,
        actions::entries::EntryRow,
        pool::Connection,
        uploads::of_notes::{self, NoteKind},
    },
};
use std::collections::HashMap;

/// As many as the page of a submission lists.
const MOST: i64 = 200;

/// The actions, the oldest first, and their photos. What was said before an action was opened again is left out.
pub(super) async fn actions(
    conn: &mut Connection,
    organisation: i64,
    submission: &SubmissionId,
) -> Result<(Vec<ReportAction>, Vec<Upload>), Problem> {
    let rows = store::actions::of_submission(conn, organisation, submission, MOST).await?;
    let closed: Vec<i64> = rows.iter().filter(|(row, _)| !row.status.is_open()).map(|(row, _)| row.id).collect();
    let results = store::actions::entries::results(conn, organisation, &closed).await?;
    let entries: Vec<i64> = results.iter().map(|(_, entry)| entry.id).collect();
    let mut photos = of_notes::of(conn, organisation, NoteKind::ActionEntry, &entries).await?;
    let mut results: HashMap<i64, EntryRow> = results.into_iter().collect();
    let about: Vec<i64> = rows.iter().filter_map(|(row, _)| row.upload_id).collect();
    let about: HashMap<i64, UploadId> =
        store::actions::photos::subjects(conn, organisation, &about).await?.into_iter().collect();
    let (mut actions, mut all) = (Vec::new(), Vec::new());
    for (row, owner) in rows {
        let result = results.remove(&row.id);
        let after = result.as_ref().and_then(|result| photos.remove(&result.id)).unwrap_or_default();
        actions.push(ReportAction {
            after: after.iter().map(|photo| photo.upload_id.clone()).collect(),
            result: result.and_then(|result| result.note),
            title: row.title,
            item: row.item,
            question: row.question,
            severity: row.severity,
            status: row.status,
            owner,
            due_on: row.due_on,
            recurs: row.recurs,
            photo: row.upload_id.and_then(|photo| about.get(&photo)).cloned(),
        });
        all.extend(after.into_iter().map(Upload::from));
    }
    Ok((actions, all))
}
