//! The JSON that scripts use for passkeys: the options for the device, and the verification of its response.

use super::{ADDRESS, confirm_address, member, next_path};
use crate::{
    i18n::Texts,
    services::{
        factors::{
            self,
            second::{SecondFactorOutcome, SecondFactorProof},
            webauthn::{Assertion, Registration},
        },
        sessions::{Member, SessionState},
    },
    web::{
        auth::session,
        body::JsonBody,
        context::{AppState, RequestContext},
        error::{ErrorResponse, JsonErrorResponse},
    },
};
use rocket::{
    http::{CookieJar, Status},
    post,
    serde::json::Json,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::sync::Arc;

/// The page that the script opens next.
#[derive(Serialize)]
pub struct Continue {
    to: String,
}

#[post("/account/factors/passkeys/start")]
pub async fn start_registration(app: &AppState, context: RequestContext) -> Result<Json<Value>, JsonErrorResponse> {
    let member = confirmed(app, &context)?;
    let options = factors::passkeys::start_registration(app, &context.actor, &member).await;
    Ok(Json(options?))
}

#[derive(Deserialize)]
pub struct RegistrationForm {
    #[serde(default)]
    name: String,
    credential: Registration,
}

#[post("/account/factors/passkeys/finish", format = "json", data = "<made>")]
pub async fn finish_registration(
    app: &AppState,
    context: RequestContext,
    made: JsonBody<RegistrationForm>,
) -> Result<Json<Continue>, JsonErrorResponse> {
    let member = confirmed(app, &context)?;
    let taken =
        factors::passkeys::finish_registration(app, &context.actor, &member, &made.name, &made.credential).await;
    if taken? {
        return Ok(Json(Continue { to: ADDRESS.to_owned() }));
    }
    Err(refused(Texts::of(context.lang).t("factor-passkey-refused")))
}

/// The challenge to sign, for the second step after a password, or for a sign-in with a passkey alone.
#[post("/sign-in/passkey/start")]
pub async fn start(app: &AppState, context: RequestContext) -> Result<Json<Value>, JsonErrorResponse> {
    let begun = begun(&context);
    let options = factors::passkeys::start(app, begun.map(|member| (&context.actor, member))).await;
    Ok(Json(options?))
}

#[derive(Deserialize)]
pub struct PasskeySignInForm {
    #[serde(default)]
    next: String,
    credential: Assertion,
}

#[post("/sign-in/passkey/finish", format = "json", data = "<signed>")]
pub async fn finish(
    app: &AppState,
    context: RequestContext,
    cookies: &CookieJar<'_>,
    signed: JsonBody<PasskeySignInForm>,
) -> Result<Json<Continue>, JsonErrorResponse> {
    let texts = Texts::of(context.lang);
    let to = next_path(&signed.next);
    if let Some(member) = begun(&context) {
        let shown = SecondFactorProof::Passkey(&signed.credential);
        return match factors::second::show(app, &context.actor, member, shown).await? {
            SecondFactorOutcome::Accepted(token) => {
                session::set_cookie(cookies, app, &token);
                Ok(Json(Continue { to }))
            }
            SecondFactorOutcome::NotRequired => Ok(Json(Continue { to })),
            // `Unreadable` is about codes only.
            SecondFactorOutcome::Wrong | SecondFactorOutcome::Unreadable => {
                Err(refused(texts.t("factor-second-wrong")))
            }
            SecondFactorOutcome::Ended => {
                session::remove_cookie(cookies, app);
                Err(refused(texts.t("factor-second-ended")))
            }
        };
    }
    match factors::passkeys::sign_in(app, &context.actor, context.member.as_deref(), &signed.credential).await? {
        Some(token) => {
            session::set_cookie(cookies, app, &token);
            Ok(Json(Continue { to }))
        }
        None => Err(refused(Texts::of(context.lang).t("factor-passkey-refused"))),
    }
}

/// The member of a session that lacks the second factor.
fn begun(context: &RequestContext) -> Option<&Member> {
    context.member.as_deref().filter(|member| member.state == SessionState::SecondFactor)
}

fn confirmed(app: &AppState, context: &RequestContext) -> Result<Arc<Member>, JsonErrorResponse> {
    let member = member(context)?;
    if member.recently_reauthenticated(app.clock.now()) {
        return Ok(member);
    }
    let sentence = Texts::of(context.lang).with("factor-confirm-first-at", &[("address", confirm_address().into())]);
    Err(ErrorResponse::message(Status::Forbidden, sentence).into())
}

fn refused(sentence: &str) -> JsonErrorResponse {
    ErrorResponse::message(Status::UnprocessableEntity, sentence).into()
}
