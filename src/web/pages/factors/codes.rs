//! The page with new recovery codes, shown once: it is the response to the button that makes them.

use super::{confirm_first, member};
use crate::{
    services::factors,
    web::{
        context::{AppState, RequestContext},
        error::ErrorResponse,
        view::layout::{Layout, Nav},
    },
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::{post, response::Redirect, response::Responder};

#[derive(Template, WebTemplate)]
#[template(path = "factors/codes.html")]
pub struct CodesPage {
    layout: Layout,
    codes: Vec<String>,
}

#[derive(Responder)]
pub enum RecoveryCodesResponse {
    Page(Box<CodesPage>),
    ConfirmFirst(Box<Redirect>),
}

#[post("/account/factors/recovery")]
pub async fn make(app: &AppState, context: RequestContext) -> Result<RecoveryCodesResponse, ErrorResponse> {
    let member = member(&context)?;
    if let Some(first) = confirm_first(app, &member) {
        return Ok(RecoveryCodesResponse::ConfirmFirst(Box::new(first)));
    }
    let codes = factors::new_codes(app, &context.actor, &member).await?;
    let layout = Layout::answering_post(&context, Nav::Elsewhere, "", false);
    let title = layout.texts.t("factor-recovery-title").to_owned();
    Ok(RecoveryCodesResponse::Page(Box::new(CodesPage { layout: Layout { title, ..layout }, codes })))
}

impl CodesPage {
    /// The file behind "save": plain text inside of the address itself, so that it needs neither a script nor an
    /// address that would tell the codes again.
    fn as_file(&self) -> String {
        format!("data:text/plain;charset=utf-8,{}", self.codes.join("%0D%0A"))
    }
}
