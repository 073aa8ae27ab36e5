//! A conversation of the demo about one submission, in which both members mention each other, so that they have
//! notifications besides those of approvals and actions.

use crate::{
    app::App,
    domain::ids::SubmissionKey,
    services::{actor::Actor, comments, submissions, users::plain},
    store,
};
use anyhow::Context;

/// Writes the comments once. `key` is that of the submission.
pub(super) async fn prepare(app: &App, inspector: &Actor, key: &SubmissionKey) -> anyhow::Result<()> {
    let mut conn = inspector.connection(&app.pool).await.map_err(plain)?;
    let row = store::submissions::by_key(&mut conn, inspector.organisation_id, key).await?;
    let submission = row.context("a demo submission is missing")?.submission_id;
    let reviewer = store::users::by_email(&mut conn, "reviewer@demo.example").await?;
    drop(conn);
    if submissions::show(app, inspector, &submission).await.map_err(plain)?.attached.comments > 0 {
        return Ok(());
    }
    let reviewer = Actor { user_id: reviewer.map(|user| user.id), ..inspector.clone() };
    for (actor, text) in [
        (&reviewer, "@Yousef Rahman Is the spare bearing on site, or do we have to order one?"),
        (inspector, "@Priya Nair The storekeeper has one. I fit it on my next visit."),
    ] {
        comments::add(app, actor, &submission, text).await.map_err(plain)?;
    }
    Ok(())
}
