//! `POST /<module>/save-draft`: any JSON is kept for a month, under a number that is answered.
//!
//! No page of the old app ever called it and nothing read it back. It stays because a script may call it; what it
//! keeps is for whoever runs the server.

use super::{OldRefusal, document};
use crate::{
    app::App,
    migration::legacy_posts,
    web::{context::RequestContext, multipart::limits},
};
use rocket::{Data, http::Status};
use serde::de::IgnoredAny;
use serde_json::{Value, json};

pub(super) const NOT_JSON: &str =
    "The body is not a JSON object, so nothing was saved. Send the fields of the form as one JSON object.";

/// Keeps a draft durably.
pub async fn save(app: &App, context: &RequestContext, data: Data<'_>) -> Result<Value, OldRefusal> {
    let refused = |problem| OldRefusal::new(&problem, context);
    let body = document::whole(context, data, limits::DRAFT_BYTES).await.map_err(refused)?;
    if serde_json::from_slice::<IgnoredAny>(&body.bytes).is_err() {
        return Err(OldRefusal::said(Status::BadRequest, NOT_JSON));
    }
    let id = legacy_posts::keep_draft(app, body.bytes).await.map_err(refused)?;
    Ok(json!({ "draft_id": id, "status": "ok" }))
}
