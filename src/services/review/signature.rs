//! The drawn signature of a reviewer, which is kept in the row of its step.

use crate::{
    app::App,
    domain::{
        ids::SubmissionId,
        problem::{Problem, Resource},
    },
    services::actor::Actor,
    store,
};

/// The signature of a step of a submission within reach.
pub async fn open(app: &App, actor: &Actor, id: &SubmissionId, step: i64) -> Result<Vec<u8>, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let none = || Problem::NotFound(Resource::Upload);
    let saved = store::submissions::saved(&mut conn, actor.organisation_id, id).await?.ok_or_else(none)?;
    actor.require_in_scope(&mut conn, saved.id, Resource::Upload).await?;
    let png = store::approval_steps::signature(&mut conn, actor.organisation_id, saved.id, step).await?;
    png.ok_or_else(none)
}
