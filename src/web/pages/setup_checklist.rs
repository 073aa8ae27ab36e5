//! `/setup-checklist/…`: dismissing an item of the check-list on the home page.

use crate::{
    domain::{
        problem::{Problem, Resource},
        setup_item::SetupItem,
    },
    services::setup_checklist,
    web::{
        context::{AppState, RequestContext},
        error::ErrorResponse,
    },
};
use rocket::{post, response::Redirect};

#[post("/setup-checklist/<item>/dismiss")]
pub async fn dismiss(app: &AppState, context: RequestContext, item: &str) -> Result<Redirect, ErrorResponse> {
    let item = SetupItem::parse(item).ok_or(Problem::NotFound(Resource::Page))?;
    setup_checklist::dismiss(app, &context.actor, item).await?;
    Ok(Redirect::to("/"))
}
