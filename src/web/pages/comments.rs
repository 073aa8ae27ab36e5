//! `/comments/<submission>`: the comments of a submission. API tokens are not accepted here: people write to people.

use crate::{
    domain::{
        ids::SubmissionId,
        notification::NotificationTarget,
        problem::{Conflict, Problem},
    },
    services::comments::{self, CHARS, Comment},
    web::{
        body::Form,
        context::{AppState, RequestContext},
        error::ErrorResponse,
        pages::notifications,
        params::IdParam,
        problem,
        view::{
            format::Moment,
            labels,
            layout::{Layout, Nav},
        },
    },
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::{
    FromForm, get,
    http::Status,
    post,
    response::{Redirect, Responder},
};

#[derive(Template, WebTemplate)]
#[template(path = "comments/show.html")]
pub struct CommentsPage {
    layout: Layout,
    id: String,
    site: String,
    comments: Vec<CommentView>,
    earlier: Option<String>,
    typed: String,
    refused: Option<String>,
}

struct CommentView {
    id: i64,
    who: Option<String>,
    at: Moment,
    edited: Option<Moment>,
    body: String,
    is_own: bool,
    is_deleted: bool,
    mentions_me: bool,
}

#[derive(FromForm)]
pub struct CommentForm<'r> {
    #[field(default = "")]
    body: &'r str,
}

#[derive(Responder)]
pub enum CommentResponse {
    Done(Box<Redirect>),
    Again((Status, Box<CommentsPage>)),
}

#[get("/comments/<id>?<before>")]
pub async fn show(
    app: &AppState,
    context: RequestContext,
    id: IdParam<SubmissionId>,
    before: Option<i64>,
) -> Result<CommentsPage, ErrorResponse> {
    let context = notifications::opened(app, context, NotificationTarget::Comments(id.0.clone())).await?;
    let layout = Layout::new(&context, Nav::Submissions, "");
    page(app, &context, layout, &id.0, before).await
}

async fn page(
    app: &AppState,
    context: &RequestContext,
    layout: Layout,
    id: &SubmissionId,
    before: Option<i64>,
) -> Result<CommentsPage, ErrorResponse> {
    let thread = comments::thread(app, &context.actor, id, before).await?;
    let texts = layout.texts;
    let view = |comment: Comment| CommentView {
        id: comment.id,
        who: comment.who,
        at: texts.moment(context.zone.at(comment.at)),
        edited: comment.edited_at.map(|at| texts.moment(context.zone.at(at))),
        body: comment.body,
        is_own: comment.is_own,
        is_deleted: comment.is_deleted,
        mentions_me: comment.mentions_me,
    };
    Ok(CommentsPage {
        layout: Layout { title: texts.t("comment-title").to_owned(), ..layout },
        id: id.to_string(),
        site: labels::site(texts, thread.site_name),
        comments: thread.comments.into_iter().map(view).collect(),
        earlier: thread.earlier.map(|before| format!("/comments/{id}?before={before}")),
        typed: String::new(),
        refused: None,
    })
}

#[post("/comments/<id>", data = "<form>")]
pub async fn add(
    app: &AppState,
    context: RequestContext,
    id: IdParam<SubmissionId>,
    form: Form<CommentForm<'_>>,
) -> Result<CommentResponse, ErrorResponse> {
    let saved = comments::add(app, &context.actor, &id.0, form.body).await;
    answer(app, &context, &id.0, form.body, saved).await
}

#[post("/comments/<id>/<comment>/edit", data = "<form>")]
pub async fn edit(
    app: &AppState,
    context: RequestContext,
    id: IdParam<SubmissionId>,
    comment: i64,
    form: Form<CommentForm<'_>>,
) -> Result<CommentResponse, ErrorResponse> {
    let saved = comments::change(app, &context.actor, &id.0, comment, Some(form.body)).await;
    answer(app, &context, &id.0, form.body, saved).await
}

#[post("/comments/<id>/<comment>/delete")]
pub async fn delete(
    app: &AppState,
    context: RequestContext,
    id: IdParam<SubmissionId>,
    comment: i64,
) -> Result<CommentResponse, ErrorResponse> {
    let saved = comments::change(app, &context.actor, &id.0, comment, None).await;
    answer(app, &context, &id.0, "", saved).await
}

/// The thread again: after a refusal with what was typed.
async fn answer(
    app: &AppState,
    context: &RequestContext,
    id: &SubmissionId,
    typed: &str,
    saved: Result<(), Problem>,
) -> Result<CommentResponse, ErrorResponse> {
    match saved {
        Ok(()) => Ok(CommentResponse::Done(Box::new(Redirect::to(format!("/comments/{id}#newest"))))),
        Err(problem @ (Problem::Invalid(_) | Problem::Conflict(Conflict::Decided))) => {
            let layout = Layout::answering_post(context, Nav::Submissions, "", true);
            let page = page(app, context, layout, id, None).await?;
            let sentence = page.layout.texts.problem(&problem);
            let page = CommentsPage { typed: typed.to_owned(), refused: Some(sentence), ..page };
            Ok(CommentResponse::Again((problem::status(&problem), Box::new(page))))
        }
        Err(problem) => Err(problem.into()),
    }
}
