//! The page that tells recovery codes, once: it is the answer to the button that makes them.

use super::{confirm_first, member};
use crate::{
    services::factors,
    web::{
        context::{AppState, RequestContext},
        error::Failed,
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
    Told(Box<CodesPage>),
    First(Box<Redirect>),
}

#[post("/account/factors/recovery")]
pub async fn make(app: &AppState, context: RequestContext) -> Result<RecoveryCodesResponse, Failed> {
    let member = member(&context)?;
    if let Some(first) = confirm_first(app, &member) {
        return Ok(RecoveryCodesResponse::First(Box::new(first)));
    }
    let codes =
        factors::new_codes(app, &context.actor, &member).await.map_err(|problem| Failed::new(problem, &context))?;
    let layout = Layout::answering_post(&context, Nav::Elsewhere, "", false);
    let title = layout.words.factors.told.title.to_owned();
    Ok(RecoveryCodesResponse::Told(Box::new(CodesPage { layout: Layout { title, ..layout }, codes })))
}

impl CodesPage {
    /// The file behind "save": plain text inside of the address itself, so that it needs neither a script nor an
    /// address that would tell the codes again.
    fn as_file(&self) -> String {
        format!("data:text/plain;charset=utf-8,{}", self.codes.join("%0D%0A"))
    }
}
