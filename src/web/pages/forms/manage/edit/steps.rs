//! Steps of the builder that have no page of their own: beginning with the newest version, moving and removing.

use super::{
    EditPage, address, again,
    posted::{ChangedPart, RefusedPart, changed_meanwhile, save},
};
use crate::{
    domain::ids::ModuleSlug,
    forms::edit::editor::{Direction, QuestionPlace},
    i18n::Texts,
    services::forms::edit::begin as begin_draft,
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
    let to = format!("{}?done=begun", address(&module.0));
    let begun = match begin_draft(app, &context.actor, &context.forms, &module.0, seen.row_version).await {
        Ok(()) => Ok(()),
        Err(problem) => Err(changed_meanwhile(Texts::of(context.lang), problem)?),
    };
    answer(app, &context, &module.0, to, begun).await
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
    let moved = save(
        app,
        &context,
        (&module.0, step.row_version),
        whole("order"),
        |()| String::new(),
        move |editor| match &question {
            Some(place) => editor.move_question(place, direction),
            None => editor.move_section(&section, direction),
        },
    );
    let to = format!("{}#{anchor}", address(&module.0));
    answer(app, &context, &module.0, to, moved.await?).await
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
    let form = (&module.0, row_version);
    let removed = save(
        app,
        &context,
        form,
        whole(what),
        |()| String::new(),
        move |editor| match question {
            Some(name) => editor.remove_question(&QuestionPlace { section, name }),
            None => editor.remove_section(&section),
        },
    );
    let to = format!("{}?done=removed#{anchor}", address(&module.0));
    answer(app, &context, &module.0, to, removed.await?).await
}

/// A step has no inputs, at which something could be wrong.
fn whole(what: &'static str) -> ChangedPart<'static> {
    ChangedPart { what, controls: Vec::new(), kind: "" }
}

async fn answer(
    app: &AppState,
    context: &RequestContext,
    module: &ModuleSlug,
    to: String,
    done: Result<(), RefusedPart>,
) -> Result<EditStepResponse, ErrorResponse> {
    match done {
        Ok(()) => Ok(EditStepResponse::Done(Box::new(Redirect::to(to)))),
        Err((status, refused)) => {
            let page = again(app, context, module, refused).await?;
            Ok(EditStepResponse::Again((status, Box::new(page))))
        }
    }
}
