//! `/api/v1/audit`: the audit log of the organisation, for members and API tokens with the permission `audit.read`.

use super::{
    audit_shape::{AuditRow, AuditRows},
    error_shape::ErrorBody,
};
use crate::{
    domain::{problem::Problem, time_zone::TimeZone},
    services::audit,
    web::{
        context::{AppState, RequestContext},
        error::ErrorResponse,
        query::audit::AuditQuery,
    },
};
use rocket::{get, serde::json::Json};

/// Lists the audit log, a page at a time.
#[utoipa::path(
    get, path = "/api/v1/audit", operation_id = "list_audit", tag = "audit",
    params(
        ("who" = Option<String>, Query, description = "Part of the name or e-mail address of the actor"),
        ("action" = Option<String>, Query, description = "Only this action", example = "submission.created"),
        ("thing" = Option<String>, Query, description = "A `submission_id`, a resource type, or a type and its number"),
        ("from" = Option<String>, Query, description = "First day, in UTC", example = "2026-03-01"),
        ("to" = Option<String>, Query, description = "Last day, in UTC", example = "2026-03-31"),
        ("ip" = Option<String>, Query, description = "Only this IP address"),
        ("after" = Option<String>, Query, description = "The `next` of the page before"),
    ),
    responses(
        (status = 200, description = "A page of the log", body = AuditRows),
        (status = 401, description = "Not signed in", body = ErrorBody),
        (status = 403, description = "The role may not read the log", body = ErrorBody),
        (status = 422, description = "A filter is invalid", body = ErrorBody),
    )
)]
#[get("/api/v1/audit?<query..>")]
pub async fn list(
    app: &AppState,
    context: RequestContext,
    query: AuditQuery,
) -> Result<Json<AuditRows>, ErrorResponse> {
    let (filter, errors) = query.without_blanks().read(TimeZone::UTC);
    if !errors.is_empty() {
        return Err(Problem::Invalid(errors).into());
    }
    let found = audit::page(app, &context.actor, &filter).await?;
    Ok(Json(AuditRows { rows: found.rows.into_iter().map(AuditRow::from).collect(), next: found.next }))
}
