//! Steps of the builder that have no page of their own: beginning with the newest version, moving and removing.

use super::{
    EditPage, address, again,
    posted::{changed_meanwhile, sentences},
};
use crate::{
    domain::{ids::ModuleSlug, problem::Problem},
    forms::edit::editor::{Direction, QuestionPlace},
    i18n::Texts,
    services::forms::edit::{ChangeRefusal, begin as begin_draft, change},
    web::{
        body::Form,
        context::{AppState, RequestContext},
        error::ErrorResponse,
        pages::forms::manage::preview::WithPolicy,
        params::IdParam,
    },
};
use rocket::{FromForm, Responder, http::Status, post, response::Redirect};

/// The form as it was seen.
#[derive(FromForm)]
pub struct SeenForm {
    #[field(default = 0)]
    row_version: i32,
}

/// What is moved, and where to: `up/visit` moves a section, `down/visit/site` a question.
#[derive(FromForm)]
pub struct MoveForm<'r> {
    #[field(default = 0)]
    row_version: i32,
    #[field(default = "")]
    step: &'r str,
}

/// What is removed: a section, or a question of it.
#[derive(FromForm)]
pub struct RemoveForm {
    #[field(default = 0)]
    row_version: i32,
    #[field(default = String::new())]
    section: String,
    question: Option<String>,
}

#[derive(Responder)]
pub enum EditStepResponse {
    Done(Box<Redirect>),
    Again((Status, Box<WithPolicy<EditPage>>)),
}

/// Makes a draft of the newest version.
#[post("/forms/manage/<module>/edit", data = "<seen>")]
pub async fn begin(
    app: &AppState,
    context: RequestContext,
    module: IdParam<ModuleSlug>,
    seen: Form<SeenForm>,
) -> Result<EditStepResponse, ErrorResponse> {
    match begin_draft(app, &context.actor, &context.forms, &module.0, seen.row_version).await {
        Ok(()) => {
            let to = format!("{}?done=begun", address(&module.0));
            Ok(EditStepResponse::Done(Box::new(Redirect::to(to))))
        }
        Err(problem) => refused_by(app, &context, &module.0, problem).await,
    }
}

#[post("/forms/manage/<module>/edit/move", data = "<step>")]
pub async fn move_part(
    app: &AppState,
    context: RequestContext,
    module: IdParam<ModuleSlug>,
    step: Form<MoveForm<'_>>,
) -> Result<EditStepResponse, ErrorResponse> {
    let mut parts = step.step.split('/');
    let direction = if parts.next() == Some("up") { Direction::Up } else { Direction::Down };
    let section = parts.next().unwrap_or_default().to_owned();
    let question = parts.next().map(|name| QuestionPlace { section: section.clone(), name: name.to_owned() });
    let anchor = match &question {
        Some(place) => format!("q-{}-{}", place.section, place.name),
        None => format!("s-{section}"),
    };
    let moved = change(app, &context.actor, &module.0, step.row_version, "order", move |editor| match &question {
        Some(place) => editor.move_question(place, direction),
        None => editor.move_section(&section, direction),
    });
    match moved.await {
        Ok(Ok(())) => {
            let to = format!("{}#{anchor}", address(&module.0));
            Ok(EditStepResponse::Done(Box::new(Redirect::to(to))))
        }
        Ok(Err(refusal)) => refused(app, &context, &module.0, refusal).await,
        Err(problem) => refused_by(app, &context, &module.0, problem).await,
    }
}

#[post("/forms/manage/<module>/edit/remove", data = "<removed>")]
pub async fn remove(
    app: &AppState,
    context: RequestContext,
    module: IdParam<ModuleSlug>,
    removed: Form<RemoveForm>,
) -> Result<EditStepResponse, ErrorResponse> {
    let RemoveForm { row_version, section, question } = removed.into_inner();
    let anchor = format!("s-{section}");
    let what = if question.is_some() { "question removed" } else { "section removed" };
    let done = change(app, &context.actor, &module.0, row_version, what, move |editor| match question {
        Some(name) => editor.remove_question(&QuestionPlace { section, name }),
        None => editor.remove_section(&section),
    });
    match done.await {
        Ok(Ok(())) => {
            let to = format!("{}?done=removed#{anchor}", address(&module.0));
            Ok(EditStepResponse::Done(Box::new(Redirect::to(to))))
        }
        Ok(Err(refusal)) => refused(app, &context, &module.0, refusal).await,
        Err(problem) => refused_by(app, &context, &module.0, problem).await,
    }
}

async fn refused(
    app: &AppState,
    context: &RequestContext,
    module: &ModuleSlug,
    refusal: ChangeRefusal,
) -> Result<EditStepResponse, ErrorResponse> {
    let refused = sentences(Texts::of(context.lang), &[], "", refusal);
    let page = again(app, context, module, refused).await?;
    Ok(EditStepResponse::Again((Status::UnprocessableEntity, Box::new(page))))
}

async fn refused_by(
    app: &AppState,
    context: &RequestContext,
    module: &ModuleSlug,
    problem: Problem,
) -> Result<EditStepResponse, ErrorResponse> {
    let refused = changed_meanwhile(Texts::of(context.lang), problem)?;
    let page = again(app, context, module, refused).await?;
    Ok(EditStepResponse::Again((Status::Conflict, Box::new(page))))
}
