//! `/public/<token>`: a form without an account, its photos, and the word that it has arrived.

use super::{
    form_controller::{FormChannel, FormController, FormPage, FormResponse},
    uploads::{self as upload_pages, Created, kept, read_one},
};
use crate::{
    domain::ids::{SubmissionId, UploadId},
    services::{
        public_links,
        submit::{self, PublicReceipt},
        uploads::{self, Size},
    },
    web::{
        context::{AppState, IdParam, IfNoneMatch, RequestContext},
        error::Failed,
        file::FileAnswer,
        view::{
            format::{self, Moment},
            layout::{Layout, Nav},
        },
    },
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::{
    Data, get,
    http::{ContentType, Header},
    post,
    serde::json::Json,
};

#[derive(Template, WebTemplate)]
#[template(path = "public/received.html")]
pub struct ReceivedPage {
    layout: Layout,
    id: String,
    at: Moment,
    content_hash: String,
    organisation: String,
    /// The form once more.
    url: String,
}

/// A refusal that shows no way into the app.
fn failed(problem: crate::domain::problem::Problem, context: &RequestContext) -> Failed {
    Failed::new(problem, context).for_strangers()
}

#[get("/public/<token>")]
pub async fn show(app: &AppState, context: RequestContext, token: &str) -> Result<FormPage, Failed> {
    let link = public_links::open(app, token).await.map_err(|problem| failed(problem, &context))?;
    let module = link.module.clone();
    let desk = FormController::new(app, &context, FormChannel::Public(Box::new(link)), &module);
    desk.map(|desk| desk.blank()).map_err(|problem| failed(problem, &context))
}

#[post("/public/<token>", data = "<data>")]
pub async fn post(
    app: &AppState,
    context: RequestContext,
    token: &str,
    content_type: Option<&ContentType>,
    data: Data<'_>,
) -> Result<FormResponse, Failed> {
    let link = public_links::open(app, token).await.map_err(|problem| failed(problem, &context))?;
    let module = link.module.clone();
    let desk = FormController::new(app, &context, FormChannel::Public(Box::new(link)), &module);
    let posted = match desk {
        Ok(desk) => desk.take(content_type, data).await,
        Err(problem) => Err(problem),
    };
    posted.map_err(|problem| failed(problem, &context))
}

/// Takes one photo for a field, as `/uploads` does for members.
#[post("/public/<token>/uploads", data = "<data>")]
pub async fn upload(
    app: &AppState,
    context: RequestContext,
    token: &str,
    content_type: Option<&ContentType>,
    data: Data<'_>,
) -> Result<Created, Failed> {
    let taken = async {
        let link = public_links::open(app, token).await?;
        let received = read_one(app, &context, content_type, data).await?;
        let actor = link.actor(&context.actor);
        submit::keep_pending_of(app, &actor, &link, std::slice::from_ref(&received)).await?;
        Ok(kept(received.upload, &format!("/public/{}/uploads", link.token)))
    };
    let kept = taken.await.map_err(|problem| Failed::json(problem, &context))?;
    Ok(Created { location: Header::new("Location", kept.url.clone()), kept: Json(kept) })
}

#[get("/public/<token>/uploads/<id>")]
pub async fn large(
    app: &AppState,
    context: RequestContext,
    token: &str,
    id: IdParam<UploadId>,
    held: IfNoneMatch<'_>,
) -> Result<FileAnswer, Failed> {
    picture(app, context, token, id.0, Size::Large, held).await
}

#[get("/public/<token>/uploads/<id>/thumb")]
pub async fn thumb(
    app: &AppState,
    context: RequestContext,
    token: &str,
    id: IdParam<UploadId>,
    held: IfNoneMatch<'_>,
) -> Result<FileAnswer, Failed> {
    picture(app, context, token, id.0, Size::Thumb, held).await
}

async fn picture(
    app: &AppState,
    context: RequestContext,
    token: &str,
    id: UploadId,
    size: Size,
    held: IfNoneMatch<'_>,
) -> Result<FileAnswer, Failed> {
    let opened = async {
        let link = public_links::open(app, token).await?;
        let file = uploads::open_pending_of(app, &link.actor(&context.actor), &link, &id, size).await?;
        upload_pages::answer(file, &id, size, &held)
    };
    opened.await.map_err(|problem| failed(problem, &context))
}

/// What whoever sent the form may know of it: its number, its time, its hash. No answers, and not what became of it.
#[get("/public/<token>/received/<id>?<hash>")]
pub async fn received(
    app: &AppState,
    context: RequestContext,
    token: &str,
    id: IdParam<SubmissionId>,
    hash: Option<&str>,
) -> Result<ReceivedPage, Failed> {
    let found = async {
        let link = public_links::open(app, token).await?;
        let actor = link.actor(&context.actor);
        let receipt = submit::received(app, &actor, &link, &id.0, hash.unwrap_or_default()).await?;
        Ok((link, receipt))
    };
    let (link, receipt) = found.await.map_err(|problem| failed(problem, &context))?;
    let PublicReceipt { submission_id, content_hash, created_at, .. } = receipt;
    let layout = Layout::new(&context, Nav::Elsewhere, "").for_strangers();
    Ok(ReceivedPage {
        layout: Layout { title: layout.words.public.received_title.to_owned(), ..layout },
        id: submission_id.to_string(),
        at: format::moment(created_at, context.lang),
        content_hash,
        organisation: link.organisation,
        url: format!("/public/{}", link.token),
    })
}
