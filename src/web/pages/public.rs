//! `/public/<token>`: a form without an account, its photos, and its confirmation page.

use crate::{
    domain::{
        ids::{ModuleSlug, SubmissionId, UploadId},
        problem::{Problem, Resource},
    },
    i18n::Texts,
    services::{
        forms, public_links,
        submit::{self, PublicReceipt},
        uploads::{self, PictureSize},
    },
    web::{
        auth::form_sender::{FormSender, unavailable},
        context::{AppState, RequestContext},
        error::{JsonErrorResponse, PublicErrorResponse},
        file::{FileAnswer, upload_answer},
        forms::{
            controller::{FormChannel, FormController, FormPage, FormResponse},
            upload::{Created, read_upload, sent_as},
        },
        params::{IdParam, IfNoneMatch},
        view::{
            format::Moment,
            layout::{Layout, Nav},
        },
    },
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::{Data, get, http::ContentType, post};
use std::sync::Arc;

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

#[get("/public/<token>")]
pub async fn show(app: &AppState, context: RequestContext, token: &str) -> Result<FormPage, PublicErrorResponse> {
    let link = public_links::open(app, token).await?;
    let def = link.forms.offered(&link.module).cloned().ok_or(Problem::NotFound(Resource::PublicLink))?;
    Ok(FormController::new(app, &context, FormChannel::Public(Box::new(link)), def).blank())
}

/// `form` is the module of the link, for the page that is sent again while the link cannot be looked up; `version` the
/// one that the form was begun with.
#[post("/public/<token>?<form>&<version>", data = "<data>")]
pub async fn post(
    app: &AppState,
    sender: FormSender,
    token: &str,
    form: Option<&str>,
    version: Option<&str>,
    content_type: Option<&ContentType>,
    data: Data<'_>,
) -> Result<FormResponse, PublicErrorResponse> {
    let (context, link) = match sender {
        FormSender::Authorized(context) | FormSender::Ended(context, _) => {
            (context, public_links::open(app, token).await)
        }
        // The signature of the token is checked nevertheless.
        FormSender::Unavailable(context) => {
            (context, public_links::open(app, token).await.and_then(|_| Err(unavailable())))
        }
    };
    match (link, form.and_then(|module| module.parse::<ModuleSlug>().ok())) {
        (Ok(link), _) => {
            let def = forms::named_version(app, link.organisation_id, &link.forms, &link.module, version).await?;
            let controller = FormController::new(app, &context, FormChannel::Public(Box::new(link)), def);
            Ok(controller.submit(content_type, data).await?)
        }
        (Err(problem @ Problem::Unavailable(_)), Some(module)) => {
            let Some(def) = context.forms.get(&module).cloned() else { return Err(problem.into()) };
            let controller = FormController::new(app, &context, FormChannel::Unopened(token.to_owned()), def);
            Ok(controller.return_unsaved(content_type, data, problem).await?)
        }
        (Err(problem), _) => Err(problem.into()),
    }
}

/// Takes one file for a field, as `/uploads` does for members.
#[post("/public/<token>/uploads?<kind>", data = "<data>")]
pub async fn upload(
    app: &AppState,
    context: RequestContext,
    token: &str,
    kind: Option<&str>,
    content_type: Option<&ContentType>,
    data: Data<'_>,
) -> Result<Created, JsonErrorResponse> {
    let link = public_links::open(app, token).await?;
    let def = link.forms.get(&link.module).map(Arc::as_ref);
    let received = read_upload(app, &context, sent_as(kind)?, def, content_type, data).await?;
    let actor = link.actor(&context.actor);
    submit::keep_pending_of(app, &actor, &link, std::slice::from_ref(&received)).await?;
    Ok(Created::new(received.upload, &format!("/public/{}/uploads", link.token)))
}

#[get("/public/<token>/uploads/<id>")]
pub async fn large(
    app: &AppState,
    context: RequestContext,
    token: &str,
    id: IdParam<UploadId>,
    held: IfNoneMatch<'_>,
) -> Result<FileAnswer, PublicErrorResponse> {
    picture(app, context, token, id.0, PictureSize::Large, held).await
}

#[get("/public/<token>/uploads/<id>/thumb")]
pub async fn thumb(
    app: &AppState,
    context: RequestContext,
    token: &str,
    id: IdParam<UploadId>,
    held: IfNoneMatch<'_>,
) -> Result<FileAnswer, PublicErrorResponse> {
    picture(app, context, token, id.0, PictureSize::Thumb, held).await
}

async fn picture(
    app: &AppState,
    context: RequestContext,
    token: &str,
    id: UploadId,
    size: PictureSize,
    held: IfNoneMatch<'_>,
) -> Result<FileAnswer, PublicErrorResponse> {
    let link = public_links::open(app, token).await?;
    let file = uploads::open_pending_of(app, &link.actor(&context.actor), &link, &id, size).await?;
    Ok(upload_answer(file, &id, size, &held)?)
}

/// What the sender of the form may see: its id, its time, its hash. No answers, and not whether it was accepted.
#[get("/public/<token>/received/<id>?<hash>")]
pub async fn received(
    app: &AppState,
    context: RequestContext,
    token: &str,
    id: IdParam<SubmissionId>,
    hash: Option<&str>,
) -> Result<ReceivedPage, PublicErrorResponse> {
    let link = public_links::open(app, token).await?;
    let actor = link.actor(&context.actor);
    let receipt = submit::received(app, &actor, &link, &id.0, hash.unwrap_or_default()).await?;
    let PublicReceipt { submission_id, content_hash, created_at, .. } = receipt;
    let layout = Layout::new(&context, Nav::Elsewhere, "").without_navigation();
    Ok(ReceivedPage {
        layout: Layout { title: layout.texts.t("public-form-received-title").to_owned(), ..layout },
        id: submission_id.to_string(),
        at: Texts::of(context.lang).moment(link.zone.at(created_at)),
        content_hash,
        organisation: link.organisation,
        url: format!("/public/{}", link.token),
    })
}
