//! `/api/v1/me`: whom a token stands for, so that a program can tell before it begins.

use super::shapes::{Me, Refusal};
use crate::web::context::RequestContext;
use rocket::{get, http::Status, serde::json::Json};

/// Tells who asks and what they may do.
#[utoipa::path(
    get, path = "/api/v1/me", operation_id = "me", tag = "me",
    responses(
        (status = 200, description = "Who asks", body = Me),
        (status = 401, description = "No token, or none that is good", body = Refusal),
    )
)]
#[get("/api/v1/me")]
pub fn me(context: RequestContext) -> Result<Json<Me>, Status> {
    // The guard lets nobody in without a member.
    context.member.as_deref().map(|member| Json(Me::new(member))).ok_or(Status::Unauthorized)
}
