//! Starting a verification.

use super::{
    super::Operator,
    names::ADDRESS,
    notice::{Done, at_control},
    overview::{ConsoleResponse, again},
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
        Ok(()) => Ok(Done::Started.at(ADDRESS, "now").into()),
        Err(problem) => again(app, &operator, at_control(problem, &operator, "proof")?).await,
    }
}
