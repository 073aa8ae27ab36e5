//! `POST /<module>/save-draft`: any JSON is kept for a month, under a number that is answered.
//!
//! No page of the legacy app called it and nothing read it back. It exists because a script may call it; the stored
//! drafts are for the operator of the server.

use super::{
    document,
    error::{LegacyError, NOT_JSON},
};
use crate::{
    app::App,
    migration::legacy_posts,
    web::{context::RequestContext, forms::multipart::limits},
};
use rocket::{Data, http::Status};
use serde::de::IgnoredAny;
use serde_json::{Value, json};

/// Keeps a draft durably.
pub async fn save(app: &App, context: &RequestContext, data: Data<'_>) -> Result<Value, LegacyError> {
    let refused = |problem| LegacyError::new(&problem, context);
    let body = document::whole(context, data, limits::DRAFT_BYTES).await.map_err(refused)?;
    if serde_json::from_slice::<IgnoredAny>(&body.bytes).is_err() {
        return Err(LegacyError::sentence(Status::BadRequest, NOT_JSON));
    }
    let id = legacy_posts::keep_draft(app, body.bytes).await.map_err(refused)?;
    Ok(json!({ "draft_id": id, "status": "ok" }))
}
