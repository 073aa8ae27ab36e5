//! The time zone of the own account: a section of `/account`.

use super::{AccountPage, member, page};
use crate::{
    domain::time_zone::TimeZone,
    i18n::Texts,
    services::account,
    web::{
        body::Form,
        context::{AppState, RequestContext},
        error::ErrorResponse,
        view::layout::{Layout, Nav},
    },
};
use rocket::{
    FromForm,
    http::Status,
    post,
    response::{Redirect, Responder},
};

#[derive(FromForm)]
pub struct TimeZoneForm<'r> {
    /// Empty: as the organisation.
    #[field(default = "")]
    time_zone: &'r str,
}

#[derive(Responder)]
pub enum TimeZoneResponse {
    Saved(Box<Redirect>),
    Again((Status, Box<AccountPage>)),
}

#[post("/account/time-zone", data = "<typed>")]
pub async fn save(
    app: &AppState,
    context: RequestContext,
    typed: Form<TimeZoneForm<'_>>,
) -> Result<TimeZoneResponse, ErrorResponse> {
    let wanted = typed.time_zone.trim();
    let zone = TimeZone::named(wanted);
    if zone.is_none() && !wanted.is_empty() {
        let texts = Texts::of(context.lang);
        let layout = Layout::answering_post(&context, Nav::Elsewhere, texts.t("common-account"), true);
        let again = AccountPage { layout, ..page(app, &context, Some(wanted)).await? };
        return Ok(TimeZoneResponse::Again((Status::UnprocessableEntity, Box::new(again))));
    }
    account::set_time_zone(app, &context.actor, member(&context)?, zone).await?;
    Ok(TimeZoneResponse::Saved(Box::new(Redirect::to("/account?done=time-zone"))))
}
