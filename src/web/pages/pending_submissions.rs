//! `/pending-submissions`: submissions that were sent without an account and wait to be accepted or refused.

use crate::{
    domain::{
        ids::{SubmissionId, UploadId},
        problem::Problem,
    },
    forms::Forms,
    i18n::Texts,
    services::{
        pending_submissions::{self, PendingState, PendingSummary},
        submit,
        uploads::PictureSize,
    },
    web::{
        body::Form,
        context::{AppState, RequestContext},
        error::ErrorResponse,
        file::{FileAnswer, upload_answer},
        params::{IdParam, IfNoneMatch},
        problem,
        view::{
            answer_reader,
            answers::{AnswerPicture, AnswersView, BodyView, Value},
            format::Moment,
            labels,
            layout::{Layout, Nav},
        },
    },
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::{FromForm, Responder, get, http::Status, post, response::Redirect};

#[derive(Template, WebTemplate)]
#[template(path = "pending_submissions/queue.html")]
pub struct QueuePage {
    layout: Layout,
    waiting: Vec<QueuedView>,
    more: Option<String>,
    refused: Vec<QueuedView>,
}

pub struct QueuedView {
    id: String,
    site: String,
    module: String,
    link: String,
    photos: String,
    received: Moment,
    visit_date: Option<String>,
    is_open: bool,
    reason: Option<String>,
    erased: Option<Moment>,
}

#[derive(Template, WebTemplate)]
#[template(path = "pending_submissions/show.html")]
pub struct PendingSubmissionPage {
    layout: Layout,
    waiting: QueuedView,
    submitted: Moment,
    content_hash: String,
    answers: AnswersView,
    typed: String,
    refused: Option<String>,
}

#[derive(Responder)]
pub enum DecisionResponse {
    Done(Box<Redirect>),
    Again((Status, Box<PendingSubmissionPage>)),
}

#[derive(FromForm)]
pub struct RefuseForm<'r> {
    #[field(default = "")]
    reason: &'r str,
}

impl QueuedView {
    fn new(forms: &Forms, queued: PendingSummary, context: &RequestContext) -> QueuedView {
        let def = forms.get(&queued.module);
        let lang = context.lang;
        QueuedView {
            id: queued.id.to_string(),
            module: def.map_or_else(|| queued.module.to_string(), |def| def.title.get(lang).to_owned()),
            site: labels::site(Texts::of(lang), queued.site_name),
            link: queued.link,
            photos: Texts::of(lang).number(i64::from(queued.photos)),
            received: Texts::of(lang).moment(context.zone.at(queued.received_at)),
            visit_date: queued.visit_date.map(|date| Texts::of(lang).date(date)),
            is_open: queued.state == PendingState::Waiting,
            reason: queued.reason,
            erased: queued.erased_at.map(|at| Texts::of(lang).moment(context.zone.at(at))),
        }
    }
}

#[get("/pending-submissions?<after>")]
pub async fn queue(app: &AppState, context: RequestContext, after: Option<i64>) -> Result<QueuePage, ErrorResponse> {
    let after = after.unwrap_or_default();
    let (waiting, next) = pending_submissions::queue(app, &context.actor, PendingState::Waiting, after).await?;
    let (refused, _) = pending_submissions::queue(app, &context.actor, PendingState::Refused, 0).await?;
    let view = |queued| QueuedView::new(&context.forms, queued, &context);
    let layout = Layout::new(&context, Nav::PendingSubmissions, "");
    Ok(QueuePage {
        layout: Layout { title: layout.texts.t("pending-title").to_owned(), ..layout },
        more: next.map(|key| format!("/pending-submissions?after={key}")),
        waiting: waiting.into_iter().map(view).collect(),
        refused: refused.into_iter().map(view).collect(),
    })
}

#[get("/pending-submissions/<id>")]
pub async fn show(
    app: &AppState,
    context: RequestContext,
    id: IdParam<SubmissionId>,
) -> Result<PendingSubmissionPage, ErrorResponse> {
    let layout = Layout::new(&context, Nav::PendingSubmissions, "");
    Ok(page(app, &context, layout, &id.0).await?)
}

async fn page(
    app: &AppState,
    context: &RequestContext,
    layout: Layout,
    id: &SubmissionId,
) -> Result<PendingSubmissionPage, Problem> {
    let waiting = pending_submissions::show(app, &context.actor, id).await?;
    let answers = answer_reader::waiting(&waiting, context.lang);
    Ok(PendingSubmissionPage {
        layout: Layout { title: labels::site(layout.texts, waiting.queued.site_name.clone()), ..layout },
        submitted: Texts::of(context.lang).moment(context.zone.at(waiting.queued.received_at)),
        content_hash: waiting.content_hash,
        waiting: QueuedView::new(&context.forms, waiting.queued, context),
        answers,
        typed: String::new(),
        refused: None,
    })
}

#[post("/pending-submissions/<id>/accept")]
pub async fn accept(
    app: &AppState,
    context: RequestContext,
    id: IdParam<SubmissionId>,
) -> Result<Redirect, ErrorResponse> {
    submit::accept(app, &context.actor, &id.0).await?;
    Ok(Redirect::to(format!("/submissions/{}", id.0)))
}

#[post("/pending-submissions/<id>/refuse", data = "<refusal>")]
pub async fn refuse(
    app: &AppState,
    context: RequestContext,
    id: IdParam<SubmissionId>,
    refusal: Form<RefuseForm<'_>>,
) -> Result<DecisionResponse, ErrorResponse> {
    match pending_submissions::refuse(app, &context.actor, &id.0, refusal.reason).await {
        Ok(()) => Ok(DecisionResponse::Done(Box::new(Redirect::to("/pending-submissions")))),
        Err(problem @ Problem::Invalid(_)) => {
            let layout = Layout::answering_post(&context, Nav::PendingSubmissions, "", true);
            let page = page(app, &context, layout, &id.0).await?;
            let sentence = Texts::of(context.lang).problem(&problem);
            let page = PendingSubmissionPage { typed: refusal.reason.to_owned(), refused: Some(sentence), ..page };
            Ok(DecisionResponse::Again((problem::status(&problem), Box::new(page))))
        }
        Err(problem) => Err(problem.into()),
    }
}

#[get("/pending-submissions/uploads/<id>")]
pub async fn large(
    app: &AppState,
    context: RequestContext,
    id: IdParam<UploadId>,
    held: IfNoneMatch<'_>,
) -> Result<FileAnswer, ErrorResponse> {
    picture(app, context, id.0, PictureSize::Large, held).await
}

#[get("/pending-submissions/uploads/<id>/thumb")]
pub async fn thumb(
    app: &AppState,
    context: RequestContext,
    id: IdParam<UploadId>,
    held: IfNoneMatch<'_>,
) -> Result<FileAnswer, ErrorResponse> {
    picture(app, context, id.0, PictureSize::Thumb, held).await
}

async fn picture(
    app: &AppState,
    context: RequestContext,
    id: UploadId,
    size: PictureSize,
    held: IfNoneMatch<'_>,
) -> Result<FileAnswer, ErrorResponse> {
    let file = pending_submissions::open_photo(app, &context.actor, &id, size).await?;
    Ok(upload_answer(file, &id, size, &held)?)
}
