//! Archives of old files: packing, removing what is packed, and restoring it.

use super::{
    Operator,
    archive_row::anchor,
    migration::{ConsoleResponse, again},
    names::ADDRESS,
    notice::{Done, at_control, refuse},
};
use crate::{
    app::chores::Work,
    domain::ids::ModuleSlug,
    migration::chores,
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
        Ok(module) => start(app, &operator, Work::Pack { module }, "pack").await,
        Err(_) => again(app, &operator, refuse(&operator, "pack", "migration-refused-no-module")).await,
    }
}

#[post("/admin/migration/archives/<id>/remove")]
pub async fn remove(app: &AppState, operator: Operator, id: i64) -> Result<ConsoleResponse, ErrorResponse> {
    start(app, &operator, Work::Remove { archive: id }, &anchor(id)).await
}

#[post("/admin/migration/archives/<id>/restore")]
pub async fn restore(app: &AppState, operator: Operator, id: i64) -> Result<ConsoleResponse, ErrorResponse> {
    start(app, &operator, Work::Restore { archive: id }, &anchor(id)).await
}

async fn start(
    app: &AppState,
    operator: &Operator,
    work: Work,
    anchor: &str,
) -> Result<ConsoleResponse, ErrorResponse> {
    match chores::start(app, &operator.context.actor, &operator.by, work, None).await {
        Ok(()) => Ok(Done::Started.at(ADDRESS, "now").into()),
        Err(problem) => again(app, operator, at_control(problem, operator, anchor)?).await,
    }
}
