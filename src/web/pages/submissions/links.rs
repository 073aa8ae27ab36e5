//! `/submissions/<id>/links`: making, extending and revoking report links.

use super::{
    links_view::{ShareLinkError, ShareLinkForm},
    show::{SubmissionPage, page},
};
use crate::{
    domain::{
        ids::{LinkId, SubmissionId},
        pasted,
        shared_link::{InvalidShareSetting, ShareRequest, SharedFiles},
    },
    i18n::Texts,
    services::links::{self, LinkChange, ShareOutcome},
    web::{
        body::Form,
        context::{AppState, RequestContext},
        error::ErrorResponse,
        params::IdParam,
    },
};
use rocket::{
    FromForm,
    http::Status,
    post,
    response::{Redirect, Responder},
};

#[derive(FromForm)]
pub struct ExpiryForm {
    #[field(default = String::new())]
    days: String,
}

#[derive(Responder)]
pub enum ShareLinkResponse {
    Done(Box<Redirect>),
    Again((Status, Box<SubmissionPage>)),
}

impl ShareLinkForm {
    fn request(&self) -> Result<ShareRequest, &'static str> {
        let filled = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let most_openings = match filled(&self.openings) {
            None => None,
            Some(text) => Some(text.parse().map_err(|_| "openings")?),
        };
        Ok(ShareRequest {
            files: SharedFiles::parse(&self.files).ok_or("files")?,
            days: self.days.trim().parse().map_err(|_| "days")?,
            most_openings,
            password: Some(self.password.clone()).filter(|password| !password.is_empty()),
            name: filled(&pasted::name(&self.name)),
            allows_response: !self.response.is_empty(),
        })
    }
}

fn field(unfit: InvalidShareSetting) -> &'static str {
    match unfit {
        InvalidShareSetting::Days => "days",
        InvalidShareSetting::MostOpenings => "openings",
        InvalidShareSetting::Password => "password",
        InvalidShareSetting::Name => "name",
        InvalidShareSetting::Response => "response",
    }
}

#[post("/submissions/<id>/links", data = "<typed>")]
pub async fn share(
    app: &AppState,
    context: RequestContext,
    id: IdParam<SubmissionId>,
    typed: Form<ShareLinkForm>,
) -> Result<ShareLinkResponse, ErrorResponse> {
    let texts = Texts::of(context.lang);
    let error = match typed.request() {
        Err(field) => ShareLinkError::at(field, texts),
        Ok(request) => {
            let made = links::share(app, &context.actor, &id.0, &request).await;
            match made? {
                ShareOutcome::Link(_) => return Ok(to_links(&id.0)),
                ShareOutcome::Invalid(unfit) => ShareLinkError::at(field(unfit), texts),
                ShareOutcome::NoReports => {
                    ShareLinkError { field: "files", sentence: texts.t("report-link-no-reports") }
                }
            }
        }
    };
    render_again(app, &context, &id.0, Some(typed.into_inner()), error).await
}

#[post("/submissions/<id>/links/<link>/expiry", data = "<typed>")]
pub async fn expiry(
    app: &AppState,
    context: RequestContext,
    id: IdParam<SubmissionId>,
    link: IdParam<LinkId>,
    typed: Form<ExpiryForm>,
) -> Result<ShareLinkResponse, ErrorResponse> {
    let days = typed.days.trim().parse().unwrap_or(0);
    let changed = links::change(app, &context.actor, &id.0, &link.0, LinkChange::Days(days)).await;
    match changed? {
        Ok(()) => Ok(to_links(&id.0)),
        Err(_) => {
            let error = ShareLinkError::at("expiry", Texts::of(context.lang));
            render_again(app, &context, &id.0, None, error).await
        }
    }
}

#[post("/submissions/<id>/links/<link>/revoke")]
pub async fn revoke(
    app: &AppState,
    context: RequestContext,
    id: IdParam<SubmissionId>,
    link: IdParam<LinkId>,
) -> Result<ShareLinkResponse, ErrorResponse> {
    // Revoking has no value that could be unfit.
    let _ = links::change(app, &context.actor, &id.0, &link.0, LinkChange::Revoke).await?;
    Ok(to_links(&id.0))
}

/// Revokes the links that responses of the API have contained.
#[post("/submissions/<id>/report-links/revoke")]
pub async fn revoke_response_links(
    app: &AppState,
    context: RequestContext,
    id: IdParam<SubmissionId>,
) -> Result<Redirect, ErrorResponse> {
    links::revoke_response_links(app, &context.actor, &id.0).await?;
    Ok(Redirect::to(format!("/submissions/{}#links", id.0)))
}

fn to_links(id: &SubmissionId) -> ShareLinkResponse {
    ShareLinkResponse::Done(Box::new(Redirect::to(format!("/submissions/{id}#links"))))
}

/// The page of the submission again, with what was entered and what is wrong with it.
async fn render_again(
    app: &AppState,
    context: &RequestContext,
    id: &SubmissionId,
    typed: Option<ShareLinkForm>,
    error: ShareLinkError,
) -> Result<ShareLinkResponse, ErrorResponse> {
    let page = page(app, context, id).await?.with_link_error(context, typed, error);
    Ok(ShareLinkResponse::Again((Status::UnprocessableEntity, Box::new(page))))
}
