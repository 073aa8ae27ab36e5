//! Starting a verification.

use super::{
    super::Operator,
    names::ADDRESS,
    notice::{Notice, at_control},
    overview::{ConsoleResponse, render_again},
};
use crate::{
    domain::{ids::ModuleSlug, job::Verify},
    services::jobs,
    web::{body::Form, context::AppState, error::ErrorResponse},
};
use rocket::{FromForm, post};

#[derive(FromForm)]
pub struct VerifyForm<'r> {
    #[field(default = "")]
    module: &'r str,
}

/// "Verify now". Reading everything takes its time: the answer does not wait for it.
#[post("/admin/migration/verify", data = "<scope>")]
pub async fn verify(
    app: &AppState,
    operator: Operator,
    scope: Form<VerifyForm<'_>>,
) -> Result<ConsoleResponse, ErrorResponse> {
    let module: Option<ModuleSlug> = scope.module.parse().ok();
    match jobs::start(app, &operator.context.actor, &Verify { module }).await {
        Ok(()) => Ok(Notice::Started.at(ADDRESS, "now").into()),
        Err(problem) => render_again(app, &operator, at_control(problem, &operator, "proof")?).await,
    }
}
