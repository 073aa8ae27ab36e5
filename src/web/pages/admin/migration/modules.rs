//! The phases of a form: one forward through its gates, or one back.

use super::{
    super::Operator,
    names::ADDRESS,
    notice::{ControlError, Notice, at_control, refuse},
    overview::{ConsoleResponse, render_again},
};
use crate::{
    domain::{
        ids::ModuleSlug,
        job::{EnterPhases, JobPayload, StepBack},
        problem::{Problem, Resource},
    },
    migration::phases,
    services::jobs,
    web::{body::Form, context::AppState, error::ErrorResponse, params::IdParam},
};
use rocket::{FromForm, post};

/// Fewer characters are no reason.
const REASON_CHARS: usize = 10;

#[derive(FromForm)]
pub struct ReasonForm<'r> {
    #[field(default = "")]
    reason: &'r str,
}

/// A form with old files enters the first phase. What the database has of it is written to the legacy store first.
#[post("/admin/migration/modules/<module>/enter")]
pub async fn enter(
    app: &AppState,
    operator: Operator,
    module: IdParam<ModuleSlug>,
) -> Result<ConsoleResponse, ErrorResponse> {
    start(app, &operator, &module.0, &EnterPhases { module: module.0.clone() }).await
}

/// One phase forward, through open gates.
#[post("/admin/migration/modules/<module>/forward")]
pub async fn forward(
    app: &AppState,
    operator: Operator,
    module: IdParam<ModuleSlug>,
) -> Result<ConsoleResponse, ErrorResponse> {
    let forward = phases::forward(app, &operator.context.actor, &operator.by, &module.0, None).await;
    answer(app, &operator, &module.0, forward.map(drop), Notice::Forward).await
}

/// One phase forward although gates are closed, for a reason.
#[post("/admin/migration/modules/<module>/override", data = "<reason>")]
pub async fn override_gates(
    app: &AppState,
    operator: Operator,
    module: IdParam<ModuleSlug>,
    reason: Form<ReasonForm<'_>>,
) -> Result<ConsoleResponse, ErrorResponse> {
    let reason = reason.reason.trim();
    if reason.chars().count() < REASON_CHARS {
        let (status, refusal) = refuse(&operator, &format!("override-{}", module.0), "migration-refused-reason-short");
        let refusal = ControlError { typed: vec![("reason", reason.to_owned())], ..refusal };
        return render_again(app, &operator, (status, refusal)).await;
    }
    let forward = phases::forward(app, &operator.context.actor, &operator.by, &module.0, Some(reason)).await;
    // A request that a second person must confirm leaves the module where it is.
    let is_asked = forward.as_ref().is_ok_and(|now| now.override_request.is_some());
    let done = if is_asked { Notice::OverrideAsked } else { Notice::Forward };
    answer(app, &operator, &module.0, forward.map(drop), done).await
}

/// The step for which another person has asked although gates are closed.
#[post("/admin/migration/modules/<module>/confirm")]
pub async fn confirm_override(
    app: &AppState,
    operator: Operator,
    module: IdParam<ModuleSlug>,
) -> Result<ConsoleResponse, ErrorResponse> {
    let confirmed = phases::confirm_override(app, &operator.context.actor, &operator.by, &module.0).await;
    answer(app, &operator, &module.0, confirmed.map(drop), Notice::Forward).await
}

/// One phase back. It may take as long as writing the files takes that the legacy store lacks.
#[post("/admin/migration/modules/<module>/back", data = "<reason>")]
pub async fn previous_phase(
    app: &AppState,
    operator: Operator,
    module: IdParam<ModuleSlug>,
    reason: Form<ReasonForm<'_>>,
) -> Result<ConsoleResponse, ErrorResponse> {
    let reason = Some(reason.reason.trim()).filter(|reason| !reason.is_empty()).map(str::to_owned);
    let from = phases::current(app, &operator.context.actor, &module.0).await?;
    start(app, &operator, &module.0, &StepBack { module: module.0.clone(), from, reason }).await
}

/// Work that the answer does not wait for; whether there is such a form is said at once.
async fn start<P: JobPayload>(
    app: &AppState,
    operator: &Operator,
    module: &ModuleSlug,
    job: &P,
) -> Result<ConsoleResponse, ErrorResponse> {
    let started = match app.forms.installed().get(module) {
        Some(_) => jobs::start(app, &operator.context.actor, job).await,
        None => Err(Problem::NotFound(Resource::Module)),
    };
    answer(app, operator, module, started, Notice::Started).await
}

async fn answer(
    app: &AppState,
    operator: &Operator,
    module: &ModuleSlug,
    result: Result<(), Problem>,
    done: Notice,
) -> Result<ConsoleResponse, ErrorResponse> {
    let at = format!("module-{module}");
    match result {
        Ok(()) => Ok(done.at(ADDRESS, &at).into()),
        Err(problem) => render_again(app, operator, at_control(problem, operator, &at)?).await,
    }
}
