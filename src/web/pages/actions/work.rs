//! What is posted about `/actions/<id>`: comments, steps, and changes of what it says. The page comes back with what was
//! typed and attached if it is refused.

use super::{
    ADDRESS,
    input::{ActionForm, sentences},
    show::{ActionPage, RefusedNote, page},
};
use crate::{
    domain::{
        action::ActionStep,
        ids::ActionId,
        problem::{Malformed, Problem},
    },
    i18n::Texts,
    services::actions::{self, ActionNote},
    web::{
        body::Form,
        context::{AppState, RequestContext},
        error::ErrorResponse,
        forms::posted_note::PostedNote,
        pages::PostResponse,
        params::IdParam,
        problem,
        view::{
            field_sentences::FieldSentences,
            layout::{Layout, Nav},
        },
    },
};
use rocket::{Data, FromForm, http::ContentType, post, response::Redirect};

#[derive(FromForm)]
pub struct DecisionForm<'r> {
    step: &'r str,
    #[field(default = "")]
    note: &'r str,
}

#[derive(FromForm)]
pub struct ChangeForm<'r> {
    version: i32,
    action: ActionForm<'r>,
}

#[post("/actions/<id>/comments", data = "<data>")]
pub async fn comment(
    app: &AppState,
    context: RequestContext,
    id: IdParam<ActionId>,
    content_type: Option<&ContentType>,
    data: Data<'_>,
) -> Result<PostResponse<ActionPage>, ErrorResponse> {
    let post = PostedNote::read(app, &context, content_type, data).await?;
    let result = match post.errors.is_empty() {
        true => actions::comment(app, &context.actor, &id.0, note_of(&post)).await,
        false => Err(Problem::Invalid(post.errors.clone())),
    };
    let refused = RefusedNote { of: "note", text: post.text("note").to_owned(), photos: post.photos };
    finish(app, &context, &id.0, result, "saved", refused).await
}

/// A step of who works on it.
#[post("/actions/<id>/work", data = "<data>")]
pub async fn work(
    app: &AppState,
    context: RequestContext,
    id: IdParam<ActionId>,
    content_type: Option<&ContentType>,
    data: Data<'_>,
) -> Result<PostResponse<ActionPage>, ErrorResponse> {
    let post = PostedNote::read(app, &context, content_type, data).await?;
    let step = step_of(post.text("step"), false)?;
    let result = match post.errors.is_empty() {
        true => actions::take_step(app, &context.actor, &id.0, step, note_of(&post)).await,
        false => Err(Problem::Invalid(post.errors.clone())),
    };
    let refused = RefusedNote { of: step.as_str(), text: post.text("note").to_owned(), photos: post.photos };
    finish(app, &context, &id.0, result, "moved", refused).await
}

/// A step of who decides about the work of others.
#[post("/actions/<id>/decision", data = "<typed>")]
pub async fn decide(
    app: &AppState,
    context: RequestContext,
    id: IdParam<ActionId>,
    typed: Form<DecisionForm<'_>>,
) -> Result<PostResponse<ActionPage>, ErrorResponse> {
    let step = step_of(typed.step, true)?;
    let said = ActionNote { text: typed.note, photos: &[] };
    let result = actions::take_step(app, &context.actor, &id.0, step, said).await;
    let refused = RefusedNote { of: step.as_str(), text: typed.note.to_owned(), photos: Vec::new() };
    finish(app, &context, &id.0, result, "moved", refused).await
}

fn note_of(post: &PostedNote) -> ActionNote<'_> {
    ActionNote { text: post.text("note"), photos: &post.photos }
}

/// Each address takes its own steps, because the permission depends on the address.
fn step_of(typed: &str, is_decision: bool) -> Result<ActionStep, Problem> {
    let step = ActionStep::parse(typed).filter(|step| step.is_decision() == is_decision);
    step.ok_or(Problem::Malformed(Malformed::Unreadable))
}

#[post("/actions/<id>", data = "<typed>")]
pub async fn change(
    app: &AppState,
    context: RequestContext,
    id: IdParam<ActionId>,
    typed: Form<ChangeForm<'_>>,
) -> Result<PostResponse<ActionPage>, ErrorResponse> {
    let today = context.zone.date_of(app.clock.now());
    let input = typed.action.input();
    match actions::change(app, &context.actor, &id.0, typed.version, &input, today).await {
        Ok(()) => Ok(done(&id.0, "saved")),
        Err(problem) => {
            let refused = sentences_of(&problem, "", Texts::of(context.lang));
            let Some(refused) = refused else { return Err(problem.into()) };
            let layout = Layout::answering_post(&context, Nav::Elsewhere, "", true);
            let page = page(app, &context, layout, &id.0, None, Some(&typed.action), refused).await?;
            Ok(PostResponse::Refused((problem::status(&problem), Box::new(page))))
        }
    }
}

fn done(id: &ActionId, word: &str) -> PostResponse<ActionPage> {
    PostResponse::Done(Box::new(Redirect::to(format!("{ADDRESS}/{id}?done={word}"))))
}

/// What is shown on the page itself, a missing note at the field `note_of`; other problems have the general error page.
fn sentences_of(problem: &Problem, note_of: &'static str, texts: Texts) -> Option<FieldSentences> {
    match problem {
        Problem::Invalid(errors) => Some(sentences(errors, note_of, texts)),
        Problem::Conflict(_) => {
            let mut refused = FieldSentences::default();
            refused.add("", texts.problem(problem));
            Some(refused)
        }
        _ => None,
    }
}

async fn finish(
    app: &AppState,
    context: &RequestContext,
    id: &ActionId,
    result: Result<(), Problem>,
    word: &str,
    note: RefusedNote,
) -> Result<PostResponse<ActionPage>, ErrorResponse> {
    let Err(problem) = result else { return Ok(done(id, word)) };
    let Some(refused) = sentences_of(&problem, note.of, Texts::of(context.lang)) else { return Err(problem.into()) };
    let layout = Layout::answering_post(context, Nav::Elsewhere, "", true);
    let mut page = page(app, context, layout, id, None, None, refused).await?;
    page.note = note;
    Ok(PostResponse::Refused((problem::status(&problem), Box::new(page))))
}
