//! The actions of a submission for its reports, with the photos that prove what was done.

use crate::{
    domain::{ids::SubmissionId, problem::Problem, upload::Upload},
    reports::build::ReportAction,
    store::{self, actions::entries::EntryRow, pool::Connection},
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
    let photos: Vec<(Option<i64>, Upload)> = store::actions::photos::of_entries(conn, organisation, &entries)
        .await?
        .into_iter()
        .map(|(entry, row)| (entry, Upload::from(row)))
        .collect();
    let mut results: HashMap<i64, EntryRow> = results.into_iter().collect();
    let actions = rows.into_iter().map(|(row, owner)| {
        let result = results.remove(&row.id);
        let of_result = |entry: Option<i64>| entry.is_some() && entry == result.as_ref().map(|result| result.id);
        ReportAction {
            after: photos.iter().filter(|(entry, _)| of_result(*entry)).map(|(_, photo)| photo.id.clone()).collect(),
            result: result.and_then(|result| result.note),
            title: row.title,
            item: row.item,
            question: row.question,
            severity: row.severity,
            status: row.status,
            owner,
            due_on: row.due_on,
            recurs: row.recurs,
        }
    });
    Ok((actions.collect(), photos.into_iter().map(|(_, photo)| photo).collect()))
}
