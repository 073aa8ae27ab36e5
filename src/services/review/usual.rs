//! What a member offers themselves when they approve: a comment, and a signature that is not drawn each time.

use crate::{
    app::App,
    domain::problem::Problem,
    services::actor::Actor,
    store::{self, memberships::UsualRow, pool::Connection},
};

/// None of it was saved if both are empty.
#[derive(Clone, Debug, Default)]
pub struct Usual {
    pub comment: Option<String>,
    pub signature: Option<SavedSignature>,
}

/// At least one of both.
#[derive(Clone, Debug)]
pub struct SavedSignature {
    /// A decoded PNG.
    pub picture: Option<Vec<u8>>,
    /// A typed name in its place, or below it.
    pub name: Option<String>,
}

impl From<UsualRow> for Usual {
    fn from(row: UsualRow) -> Usual {
        let UsualRow { comment, picture, name } = row;
        let is_saved = picture.is_some() || name.is_some();
        Usual { comment, signature: is_saved.then_some(SavedSignature { picture, name }) }
    }
}

pub async fn usual(app: &App, actor: &Actor) -> Result<Usual, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    of_member(&mut conn, actor).await
}

pub(super) async fn of_member(conn: &mut Connection, actor: &Actor) -> Result<Usual, Problem> {
    let Some(user) = actor.user_id else { return Ok(Usual::default()) };
    let row = store::memberships::usual(conn, actor.organisation_id, user).await?;
    Ok(row.map(Usual::from).unwrap_or_default())
}

/// Deletes the saved signature. Approvals that were signed with it keep it.
pub async fn delete_signature(app: &App, actor: &Actor) -> Result<(), Problem> {
    let Some(user) = actor.user_id else { return Ok(()) };
    let mut conn = actor.connection(&app.pool).await?;
    Ok(store::memberships::set_review_signature(&mut conn, actor.organisation_id, user, (None, None)).await?)
}

pub(super) async fn save_comment(conn: &mut Connection, actor: &Actor, comment: &str) -> Result<(), Problem> {
    let Some(user) = actor.user_id else { return Ok(()) };
    let comment = Some(comment).filter(|comment| !comment.is_empty());
    Ok(store::memberships::set_review_comment(conn, actor.organisation_id, user, comment).await?)
}

pub(super) async fn save_signature(
    conn: &mut Connection,
    actor: &Actor,
    picture: Option<&[u8]>,
    name: &str,
) -> Result<(), Problem> {
    let Some(user) = actor.user_id else { return Ok(()) };
    let signature = (picture, Some(name).filter(|name| !name.is_empty()));
    Ok(store::memberships::set_review_signature(conn, actor.organisation_id, user, signature).await?)
}
