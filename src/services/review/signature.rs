//! The drawn signature of a reviewer: decoded in a child process like every picture, and kept in the row of its step.

use crate::{
    app::App,
    domain::{
        ids::SubmissionId,
        problem::{Problem, Resource},
        upload::FileRefusal,
    },
    reports::pictures::Purpose,
    services::actor::Actor,
    store,
};
use bytes::Bytes;

/// The PNG that is kept of a drawing.
///
/// # Errors
/// The inner result: why the drawing is no picture.
pub async fn decode(app: &App, drawn: Vec<u8>) -> Result<Result<Vec<u8>, FileRefusal>, Problem> {
    let admission = match app.pictures.admit().await {
        Ok(admission) => admission,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let rendered = admission.render(Purpose::Signature, Bytes::from(drawn)).await.map_err(Problem::Internal)?;
    Ok(rendered.map(|renditions| renditions.large.bytes.to_vec()))
}

/// The signature of a step of a submission within reach.
pub async fn open(app: &App, actor: &Actor, id: &SubmissionId, step: i64) -> Result<Vec<u8>, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let none = || Problem::NotFound(Resource::Upload);
    let saved = store::submissions::saved(&mut conn, actor.organisation_id, id).await?.ok_or_else(none)?;
    actor.require_in_scope(&mut conn, saved.id, Resource::Upload).await?;
    let signatures = store::approval_steps::signatures(&mut conn, actor.organisation_id, saved.id).await?;
    signatures.into_iter().find(|(key, _)| *key == step).map(|(_, png)| png).ok_or_else(none)
}
