//! Recurring findings: whether a new action is about one, and what a correction changes about that.
//!
//! The mark is stored when an action is made, because the list is filtered by it. A correction of the site or the asset
//! decides again about all actions of the findings that it leaves or joins. An erased submission takes its actions
//! along; the mark of later ones stays, as it says what was so when they were made.

use super::model::ListedAction;
use crate::{
    domain::{
        answers::Answers,
        form::FormDef,
        item_moves::ItemMove,
        recurrence::{FindingPlace, Occurrence},
    },
    services::actor::Actor,
    store::{
        self,
        actions::{ActionRow, recurring},
        pool::Connection,
    },
};
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;
use std::collections::BTreeSet;
use time::OffsetDateTime;

/// Earlier actions that the page of an action names.
const EARLIER: usize = 10;

/// Whether a new action about this finding recurs. Other transactions wait with theirs about the same until this one
/// ends.
pub(super) async fn recurs(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    submission: i64,
    finding: &[u8; 32],
    now: OffsetDateTime,
) -> QueryResult<bool> {
    recurring::lock(conn, organisation, finding).await?;
    let before = recurring::before(conn, organisation, finding, now).await?;
    // It has no key yet and gets the highest one.
    Ok(Occurrence { action: i64::MAX, submission, made_at: now }.recurs_among(&before))
}

/// The earlier actions about the same finding that the reader sees, the newest first.
pub(super) async fn earlier(actor: &Actor, conn: &mut Connection, row: &ActionRow) -> QueryResult<Vec<ListedAction>> {
    if !row.recurs {
        return Ok(Vec::new());
    }
    let organisation = actor.organisation_id;
    let rows = recurring::visible_before(conn, organisation, &actor.reach, actor.user_id, row).await?;
    let this = occurrence(row);
    let earlier = rows.iter().filter(|other| this.recurs_after(occurrence(other))).take(EARLIER);
    Ok(earlier.map(|row| ListedAction::new(row, None)).collect())
}

fn occurrence(row: &ActionRow) -> Occurrence {
    Occurrence { action: row.id, submission: row.submission_id, made_at: row.created_at }
}

/// Copies the site of a corrected submission to its actions, follows the items that they are about, and decides again
/// which of them recur. An action about an item that was taken out is about the whole submission from then on.
pub(crate) async fn follow_correction(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    submission: i64,
    def: &FormDef,
    (answers, moves): (&Answers, &[ItemMove]),
    (site_name, site_key): (&str, &str),
) -> QueryResult<()> {
    store::actions::follow::site(conn, organisation, submission, site_name, site_key).await?;
    let item = |group: &str, place: usize| format!("{group}.{place}");
    let moved: Vec<(String, Option<String>)> =
        moves.iter().map(|one| (item(&one.group, one.from), one.to.map(|to| item(&one.group, to)))).collect();
    store::actions::follow::items(conn, organisation, submission, &moved).await?;
    let mut findings: BTreeSet<Vec<u8>> = BTreeSet::new();
    for (action, item, question, before) in recurring::about(conn, organisation, submission).await? {
        let place = FindingPlace::of(def, answers, site_key, item.as_deref(), question.as_deref());
        let now = place.map(|place| place.key());
        if now.as_ref().map(|key| key.as_slice()) != before.as_deref() {
            recurring::set_finding(conn, organisation, action, now.as_ref()).await?;
            findings.extend(before.into_iter().chain(now.map(|key| key.to_vec())));
        }
    }
    for finding in findings {
        decide_again(conn, organisation, &finding).await?;
    }
    Ok(())
}

async fn decide_again(conn: &mut AsyncPgConnection, organisation: i64, finding: &[u8]) -> QueryResult<()> {
    let all = recurring::of_finding(conn, organisation, finding).await?;
    let others: Vec<Occurrence> = all.iter().map(|(occurrence, _)| *occurrence).collect();
    for recurs in [true, false] {
        let differs = |(one, marked): &&(Occurrence, bool)| *marked != recurs && one.recurs_among(&others) == recurs;
        let keys: Vec<i64> = all.iter().filter(differs).map(|(one, _)| one.action).collect();
        recurring::mark(conn, organisation, &keys, recurs).await?;
    }
    Ok(())
}
