//! The places of comments after a correction: a question of an item is renamed with its item, that of an item that was
//! taken out says so, and a photo answers the question that it answers now.

use crate::{
    domain::{form::FormDef, item_moves::ItemMove, question, raw::ItemPath},
    store::{self, comments::MovedQuestion},
};
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;
use serde_json::json;

/// Within the transaction that saves `revision`, after its files have their places.
pub(crate) async fn follow_correction(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    (submission, revision): (i64, i32),
    def: &FormDef,
    moves: &[ItemMove],
) -> QueryResult<()> {
    if moves.is_empty() {
        return store::comments::follow_photos(conn, organisation, submission).await;
    }
    let mut moved = Vec::new();
    for name in store::comments::questions(conn, organisation, submission).await? {
        let Some(path) = ItemPath::parse(&name) else { continue };
        let found = moves.iter().find(|one| one.group == path.items && one.from == path.index);
        let Some(found) = found else { continue };
        let to = found.to.map(|to| format!("{}.{to}.{}", path.items, path.field));
        let label = to.as_deref().and_then(|to| question::label(def, to));
        moved.push(MovedQuestion { to, label: label.map(|label| json!(label)), from: name });
    }
    store::comments::follow_items(conn, organisation, submission, revision, &moved).await?;
    store::comments::follow_photos(conn, organisation, submission).await
}
