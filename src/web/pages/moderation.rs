//! `/moderation`: what was sent without an account and waits for somebody to accept or refuse it.

use super::uploads as upload_pages;
use crate::{
    domain::{
        ids::{SubmissionId, UploadId},
        problem::Problem,
    },
    forms::Forms,
    services::{
        pending_submissions::{self, PendingState, Queued},
        submit,
        uploads::Size,
    },
    web::{
        body::Form,
        context::{AppState, IdParam, IfNoneMatch, RequestContext},
        error::{self, Failed},
        file::FileAnswer,
        view::{
            answers::{self, BodyView, Pictured, SectionView, Value},
            format::{self, Moment},
            layout::{Layout, Nav},
        },
    },
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::{FromForm, Responder, get, http::Status, post, response::Redirect};

#[derive(Template, WebTemplate)]
#[template(path = "moderation/queue.html")]
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
#[template(path = "moderation/show.html")]
pub struct PendingSubmissionPage {
    layout: Layout,
    waiting: QueuedView,
    submitted: Moment,
    content_hash: String,
    sections: Vec<SectionView>,
    typed: String,
    refused: Option<String>,
}

#[derive(Responder)]
pub enum Decided {
    Done(Box<Redirect>),
    Again((Status, Box<PendingSubmissionPage>)),
}

#[derive(FromForm)]
pub struct Refusal<'r> {
    #[field(default = "")]
    reason: &'r str,
}

impl QueuedView {
    fn new(forms: &Forms, queued: Queued, context: &RequestContext) -> QueuedView {
        let def = queued.module.parse().ok().and_then(|module| forms.get(&module));
        let lang = context.lang;
        QueuedView {
            id: queued.id.to_string(),
            module: def.map_or(queued.module, |def| def.title.get(lang).to_owned()),
            site: queued.site_name,
            link: queued.link,
            photos: format::number(i64::from(queued.photos)),
            received: format::moment(queued.received_at, lang),
            visit_date: queued.visit_date.map(|date| format::date(date, lang)),
            is_open: queued.state == PendingState::Waiting,
            reason: queued.reason,
            erased: queued.erased_at.map(|at| format::moment(at, lang)),
        }
    }
}

#[get("/moderation?<after>")]
pub async fn queue(app: &AppState, context: RequestContext, after: Option<i64>) -> Result<QueuePage, Failed> {
    let read = async {
        let waiting =
            pending_submissions::queue(app, &context.actor, PendingState::Waiting, after.unwrap_or_default()).await?;
        let refused = pending_submissions::queue(app, &context.actor, PendingState::Refused, 0).await?;
        Ok((waiting, refused))
    };
    let ((waiting, next), (refused, _)) = read.await.map_err(|problem| Failed::new(problem, &context))?;
    let view = |queued| QueuedView::new(&app.forms, queued, &context);
    let layout = Layout::new(&context, Nav::Moderation, "");
    Ok(QueuePage {
        layout: Layout { title: layout.words.moderation.title.to_owned(), ..layout },
        more: next.map(|key| format!("/moderation?after={key}")),
        waiting: waiting.into_iter().map(view).collect(),
        refused: refused.into_iter().map(view).collect(),
    })
}

#[get("/moderation/<id>")]
pub async fn show(
    app: &AppState,
    context: RequestContext,
    id: IdParam<SubmissionId>,
) -> Result<PendingSubmissionPage, Failed> {
    let layout = Layout::new(&context, Nav::Moderation, "");
    page(app, &context, layout, &id.0).await.map_err(|problem| Failed::new(problem, &context))
}

async fn page(
    app: &AppState,
    context: &RequestContext,
    layout: Layout,
    id: &SubmissionId,
) -> Result<PendingSubmissionPage, Problem> {
    let waiting = pending_submissions::show(app, &context.actor, id).await?;
    let sections = answers::sections_waiting(&waiting, context.lang);
    Ok(PendingSubmissionPage {
        layout: Layout { title: waiting.queued.site_name.clone(), ..layout },
        submitted: format::moment(waiting.queued.received_at, context.lang),
        content_hash: waiting.content_hash,
        waiting: QueuedView::new(&app.forms, waiting.queued, context),
        sections,
        typed: String::new(),
        refused: None,
    })
}

#[post("/moderation/<id>/accept")]
pub async fn accept(app: &AppState, context: RequestContext, id: IdParam<SubmissionId>) -> Result<Redirect, Failed> {
    submit::accept(app, &context.actor, &id.0).await.map_err(|problem| Failed::new(problem, &context))?;
    Ok(Redirect::to(format!("/submissions/{}", id.0)))
}

#[post("/moderation/<id>/refuse", data = "<refusal>")]
pub async fn refuse(
    app: &AppState,
    context: RequestContext,
    id: IdParam<SubmissionId>,
    refusal: Form<Refusal<'_>>,
) -> Result<Decided, Failed> {
    match pending_submissions::refuse(app, &context.actor, &id.0, refusal.reason).await {
        Ok(()) => Ok(Decided::Done(Box::new(Redirect::to("/moderation")))),
        Err(problem @ Problem::Invalid(_)) => {
            let layout = Layout::answering_post(&context, Nav::Moderation, "", true);
            let page = page(app, &context, layout, &id.0).await.map_err(|problem| Failed::new(problem, &context))?;
            let sentence = problem.sentence(context.lang);
            let page = PendingSubmissionPage { typed: refusal.reason.to_owned(), refused: Some(sentence), ..page };
            Ok(Decided::Again((error::status(&problem), Box::new(page))))
        }
        Err(problem) => Err(Failed::new(problem, &context)),
    }
}

#[get("/moderation/uploads/<id>")]
pub async fn large(
    app: &AppState,
    context: RequestContext,
    id: IdParam<UploadId>,
    held: IfNoneMatch<'_>,
) -> Result<FileAnswer, Failed> {
    picture(app, context, id.0, Size::Large, held).await
}

#[get("/moderation/uploads/<id>/thumb")]
pub async fn thumb(
    app: &AppState,
    context: RequestContext,
    id: IdParam<UploadId>,
    held: IfNoneMatch<'_>,
) -> Result<FileAnswer, Failed> {
    picture(app, context, id.0, Size::Thumb, held).await
}

async fn picture(
    app: &AppState,
    context: RequestContext,
    id: UploadId,
    size: Size,
    held: IfNoneMatch<'_>,
) -> Result<FileAnswer, Failed> {
    let opened = async {
        let file = pending_submissions::open_photo(app, &context.actor, &id, size).await?;
        upload_pages::answer(file, &id, size, &held)
    };
    opened.await.map_err(|problem| Failed::new(problem, &context))
}
