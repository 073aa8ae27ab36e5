//! What can be done with a form: another draft, publishing it, retiring the form and bringing it back.
//!
//! Each post has the `row_version` that the page showed. If another administrator changed the form meanwhile, the page comes back
//! as it is now, and says so.

use super::{
    ADDRESS,
    file::{FileReport, PostedFile},
    show::{ShowPage, again, drafted},
};
use crate::{
    domain::{
        ids::ModuleSlug,
        problem::{Conflict, Problem},
    },
    i18n::Texts,
    services::forms::{
        draft::{self, DraftRefusal},
        publish::{self as publishing, PublishRefusal},
    },
    web::{
        body::Form,
        context::{AppState, RequestContext},
        error::ErrorResponse,
        params::IdParam,
        problem,
    },
};
use rocket::{
    Data, FromForm, Responder,
    http::{ContentType, Status},
    post,
    response::Redirect,
};

/// The form as it was seen.
#[derive(FromForm)]
pub struct SeenForm {
    #[field(default = 0)]
    row_version: i32,
}

#[derive(Responder)]
pub enum StepResponse {
    Done(Box<Redirect>),
    /// With what the file has that is different here.
    Drafted((Status, Box<ShowPage>)),
    Again((Status, Box<ShowPage>)),
}

#[post("/forms/manage/<module>/draft", data = "<data>")]
pub async fn replace_draft(
    app: &AppState,
    context: RequestContext,
    module: IdParam<ModuleSlug>,
    content_type: Option<&ContentType>,
    data: Data<'_>,
) -> Result<StepResponse, ErrorResponse> {
    let texts = Texts::of(context.lang);
    let posted = PostedFile::read(&context, content_type, data).await?;
    let row_version = posted.row_version;
    let report = match posted.file() {
        Err(key) => FileReport::sentence(texts, key),
        Ok(file) => match draft::replace(app, &context.actor, &module.0, row_version, file).await {
            Ok(Ok(saved)) if saved.notices.is_empty() => return Ok(done(&module.0, "drafted")),
            Ok(Ok(saved)) => {
                let page = drafted(app, &context, &saved).await?;
                return Ok(StepResponse::Drafted((Status::Created, Box::new(page))));
            }
            Ok(Err(refusal)) => FileReport::new(texts, refusal),
            Err(problem) => return changed_meanwhile(app, &context, &module.0, problem).await,
        },
    };
    let mut page = again(app, &context, &module.0).await?;
    page.refused.add("file", report.sentence.clone());
    page.report = Some(report);
    Ok(StepResponse::Again((Status::UnprocessableEntity, Box::new(page))))
}

#[post("/forms/manage/<module>/publish", data = "<seen>")]
pub async fn publish(
    app: &AppState,
    context: RequestContext,
    module: IdParam<ModuleSlug>,
    seen: Form<SeenForm>,
) -> Result<StepResponse, ErrorResponse> {
    let texts = Texts::of(context.lang);
    let report = match publishing::publish(app, &context.actor, &module.0, seen.row_version).await {
        Ok(Ok(version)) => {
            let to = format!("{ADDRESS}/{}?done=published&version={version}", module.0);
            return Ok(StepResponse::Done(Box::new(Redirect::to(to))));
        }
        Ok(Err(PublishRefusal::NoDraft)) => FileReport::sentence(texts, "manage-forms-no-draft"),
        Ok(Err(PublishRefusal::Broken(errors))) => FileReport::new(texts, DraftRefusal::Text(errors)),
        Ok(Err(PublishRefusal::NameTaken)) => FileReport::new(texts, DraftRefusal::NameTaken(module.0.clone())),
        Err(problem) => return changed_meanwhile(app, &context, &module.0, problem).await,
    };
    let mut page = again(app, &context, &module.0).await?;
    page.refused.add("", report.sentence);
    Ok(StepResponse::Again((Status::UnprocessableEntity, Box::new(page))))
}

#[post("/forms/manage/<module>/discard", data = "<seen>")]
pub async fn discard(
    app: &AppState,
    context: RequestContext,
    module: IdParam<ModuleSlug>,
    seen: Form<SeenForm>,
) -> Result<StepResponse, ErrorResponse> {
    match draft::discard(app, &context.actor, &module.0, seen.row_version).await {
        Ok(true) => Ok(done(&module.0, "discarded")),
        Ok(false) => Ok(StepResponse::Done(Box::new(Redirect::to(format!("{ADDRESS}?done=discarded"))))),
        Err(problem) => changed_meanwhile(app, &context, &module.0, problem).await,
    }
}

#[post("/forms/manage/<module>/retire", data = "<seen>")]
pub async fn retire(
    app: &AppState,
    context: RequestContext,
    module: IdParam<ModuleSlug>,
    seen: Form<SeenForm>,
) -> Result<StepResponse, ErrorResponse> {
    match publishing::retire(app, &context.actor, &module.0, seen.row_version, true).await {
        Ok(()) => Ok(done(&module.0, "retired")),
        Err(problem) => changed_meanwhile(app, &context, &module.0, problem).await,
    }
}

#[post("/forms/manage/<module>/bring-back", data = "<seen>")]
pub async fn bring_back(
    app: &AppState,
    context: RequestContext,
    module: IdParam<ModuleSlug>,
    seen: Form<SeenForm>,
) -> Result<StepResponse, ErrorResponse> {
    match publishing::retire(app, &context.actor, &module.0, seen.row_version, false).await {
        Ok(()) => Ok(done(&module.0, "brought-back")),
        Err(problem) => changed_meanwhile(app, &context, &module.0, problem).await,
    }
}

fn done(module: &ModuleSlug, what: &str) -> StepResponse {
    StepResponse::Done(Box::new(Redirect::to(format!("{ADDRESS}/{module}?done={what}"))))
}

/// The form as it is now, if it was changed meanwhile.
async fn changed_meanwhile(
    app: &AppState,
    context: &RequestContext,
    module: &ModuleSlug,
    problem: Problem,
) -> Result<StepResponse, ErrorResponse> {
    if !matches!(problem, Problem::Conflict(Conflict::FormChanged)) || context.wants_json {
        return Err(problem.into());
    }
    let mut page = again(app, context, module).await?;
    page.refused.add("", Texts::of(context.lang).problem(&problem));
    Ok(StepResponse::Again((problem::status(&problem), Box::new(page))))
}
