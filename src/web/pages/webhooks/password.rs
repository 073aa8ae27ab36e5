//! The password that the forms of a webhook ask for unless it was confirmed within the last minutes: a webhook sends
//! data of the organisation to another program, so a stolen session alone must not be able to add one.
//!
//! The password is part of the form, so that what was entered in its other fields is kept.

use crate::{
    app::App,
    domain::problem::Problem,
    i18n::Texts,
    services::account::{self, CurrentPasswordCheck},
    web::{context::RequestContext, pages::sign_in::wait_sentence},
};
use rocket::http::Status;

/// Why a password was not accepted.
pub struct RefusedPassword {
    pub status: Status,
    pub sentence: String,
}

/// Whether the forms of this page ask for the password.
pub fn is_asked(app: &App, context: &RequestContext) -> bool {
    !context.member.as_ref().is_some_and(|member| member.recently_reauthenticated(app.clock.now()))
}

/// Checks the password of a form, unless it was confirmed recently. A right one is a confirmation for other actions, too.
pub async fn check(app: &App, context: &RequestContext, typed: &str) -> Result<Result<(), RefusedPassword>, Problem> {
    if !is_asked(app, context) {
        return Ok(Ok(()));
    }
    let texts = Texts::of(context.lang);
    let refused = |status, sentence| Ok(Err(RefusedPassword { status, sentence }));
    let Some(member) = &context.member else {
        return Err(Problem::Internal(anyhow::anyhow!("there is no signed-in member")));
    };
    if typed.is_empty() {
        return refused(Status::UnprocessableEntity, texts.t("webhook-password-missing").to_owned());
    }
    match account::confirm(app, &context.actor, member, typed).await? {
        CurrentPasswordCheck::Correct(_) => Ok(Ok(())),
        CurrentPasswordCheck::Wrong => refused(Status::UnprocessableEntity, texts.t("password-wrong").to_owned()),
        CurrentPasswordCheck::Wait(wait) => refused(Status::TooManyRequests, wait_sentence(context, wait)),
    }
}
