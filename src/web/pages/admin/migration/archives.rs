//! Archives of old files: packing, removing what is packed, and restoring it.

use super::{
    super::Operator,
    archive_row::anchor,
    names::ADDRESS,
    notice::{Notice, at_control, refuse},
    overview::{ConsoleResponse, render_again},
};
use crate::{
    domain::{
        ids::ModuleSlug,
        job::{JobPayload, PackArchive, RemoveArchived, RestoreArchived},
    },
    services::jobs,
    web::{body::Form, context::AppState, error::ErrorResponse},
};
use rocket::{FromForm, post};

#[derive(FromForm)]
pub struct PackForm<'r> {
    #[field(default = "")]
    module: &'r str,
}

#[post("/admin/migration/archives", data = "<packed>")]
pub async fn pack(
    app: &AppState,
    operator: Operator,
    packed: Form<PackForm<'_>>,
) -> Result<ConsoleResponse, ErrorResponse> {
    match packed.module.parse::<ModuleSlug>() {
        Ok(module) => start(app, &operator, &PackArchive { module }, "pack").await,
        Err(_) => render_again(app, &operator, refuse(&operator, "pack", "migration-refused-no-module")).await,
    }
}

#[post("/admin/migration/archives/<id>/remove")]
pub async fn remove(app: &AppState, operator: Operator, id: i64) -> Result<ConsoleResponse, ErrorResponse> {
    start(app, &operator, &RemoveArchived { archive: id }, &anchor(id)).await
}

#[post("/admin/migration/archives/<id>/restore")]
pub async fn restore(app: &AppState, operator: Operator, id: i64) -> Result<ConsoleResponse, ErrorResponse> {
    start(app, &operator, &RestoreArchived { archive: id }, &anchor(id)).await
}

async fn start<P: JobPayload>(
    app: &AppState,
    operator: &Operator,
    job: &P,
    anchor: &str,
) -> Result<ConsoleResponse, ErrorResponse> {
    match jobs::start(app, &operator.context.actor, job).await {
        Ok(()) => Ok(Notice::Started.at(ADDRESS, "now").into()),
        Err(problem) => render_again(app, operator, at_control(problem, operator, anchor)?).await,
    }
}
