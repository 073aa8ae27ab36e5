//! `/forms/manage/<module>/preview`: the draft as it will be asked, in a frame of the size of a phone.
//!
//! Invariant: nothing can be sent from the framed page. It has no address to post to, its policy forbids posts, and it
//! has none of the scripts that send, upload or keep drafts.

use super::ADDRESS;
use crate::{
    domain::ids::ModuleSlug,
    i18n::Texts,
    services::forms::show::preview,
    web::{
        context::{AppState, RequestContext},
        error::ErrorResponse,
        forms::controller::{FormChannel, FormController, FormPage},
        headers::{FRAMED_POLICY, FRAMING_POLICY},
        params::IdParam,
        view::layout::{Layout, Nav},
    },
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::{Responder, get, http::Header};

#[derive(Template, WebTemplate)]
#[template(path = "forms/manage/preview.html")]
pub struct PreviewPage {
    layout: Layout,
    module: String,
    title: String,
}

/// A page with a policy of its own.
#[derive(Responder)]
pub struct WithPolicy<T> {
    page: T,
    policy: Header<'static>,
}

impl<T> WithPolicy<T> {
    pub(super) fn new(page: T, policy: &'static str) -> WithPolicy<T> {
        WithPolicy { page, policy: Header::new("Content-Security-Policy", policy) }
    }
}

#[get("/forms/manage/<module>/preview")]
pub async fn show(
    app: &AppState,
    context: RequestContext,
    module: IdParam<ModuleSlug>,
) -> Result<WithPolicy<PreviewPage>, ErrorResponse> {
    let def = preview(app, &context.actor, &module.0).await?;
    let title = Texts::of(context.lang).t("manage-forms-preview");
    let layout = Layout::at(&context, &format!("{ADDRESS}/{}/preview", module.0), Nav::Organisation, title);
    let page = PreviewPage { layout, module: module.0.to_string(), title: def.title.get(context.lang).to_owned() };
    Ok(WithPolicy::new(page, FRAMING_POLICY))
}

/// The page in the frame.
#[get("/forms/manage/<module>/preview/form")]
pub async fn form(
    app: &AppState,
    context: RequestContext,
    module: IdParam<ModuleSlug>,
) -> Result<WithPolicy<FormPage>, ErrorResponse> {
    let def = preview(app, &context.actor, &module.0).await?;
    let page = FormController::new(app, &context, FormChannel::Member, def).preview();
    Ok(WithPolicy::new(page, FRAMED_POLICY))
}
