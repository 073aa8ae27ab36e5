//! A conversation of the demo about one submission, its answers and its photos, in which both members mention each
//! other, so that they have notifications besides those of approvals and actions.

use crate::{
    app::App,
    domain::{comment_place::CommentPlace, ids::SubmissionKey, upload::FileType},
    services::{
        actor::Actor,
        comments::{self, CommentNote},
        submissions,
        users::plain,
    },
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
    let shown = submissions::show(app, inspector, &submission).await.map_err(plain)?;
    if shown.attached.comments > 0 {
        return Ok(());
    }
    let reviewer = Actor { user_id: reviewer.map(|user| user.id), ..inspector.clone() };
    let photo = shown.uploads.iter().find(|upload| upload.file_type == FileType::Photo);
    let photo = photo.map(|photo| CommentPlace::of_photo(&photo.id));
    let brand = Some(CommentPlace::Question("items.0.brand".to_owned()));
    for (actor, place, text) in [
        (&reviewer, None, "@Yousef Rahman Is the spare bearing on site, or do we have to order one?"),
        (inspector, None, "@Priya Nair The storekeeper has one. I fit it on my next visit."),
        (&reviewer, brand, "The tag is of the former unit. Please read it again from the plate."),
        (&reviewer, photo, "@Yousef Rahman Please take the next photo of this from closer."),
    ] {
        let said = CommentNote { body: text, photos: &[] };
        comments::add(app, actor, &submission, (place.as_ref(), None), said).await.map_err(plain)?;
    }
    Ok(())
}
