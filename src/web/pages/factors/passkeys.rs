//! What scripts ask for passkeys: what to tell the device, and what to do with its answer. Always JSON.

use super::{ADDRESS, confirm_address, member, onward};
use crate::{
    services::{
        factors::{
            self,
            second::{Outcome, SecondFactorProof},
            webauthn::{Asserted, Attested},
        },
        sessions::{Member, SessionState},
    },
    web::{
        body::JsonBody,
        context::{AppState, RequestContext},
        error::Failed,
        session,
        view::words::Words,
    },
};
use rocket::{
    http::{CookieJar, Status},
    post,
    serde::json::Json,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Where the script goes on.
#[derive(Serialize)]
pub struct Onward {
    to: String,
}

#[post("/account/factors/passkeys/start")]
pub async fn start_registration(app: &AppState, context: RequestContext) -> Result<Json<Value>, Failed> {
    let member = confirmed(app, &context)?;
    let options = factors::passkeys::start_registration(app, &context.actor, &member).await;
    options.map(Json).map_err(|problem| Failed::json(problem, &context))
}

#[derive(Deserialize)]
pub struct Named {
    #[serde(default)]
    name: String,
    credential: Attested,
}

#[post("/account/factors/passkeys/finish", format = "json", data = "<made>")]
pub async fn finish_registration(
    app: &AppState,
    context: RequestContext,
    made: JsonBody<Named>,
) -> Result<Json<Onward>, Failed> {
    let member = confirmed(app, &context)?;
    let taken =
        factors::passkeys::finish_registration(app, &context.actor, &member, &made.name, &made.credential).await;
    if taken.map_err(|problem| Failed::json(problem, &context))? {
        return Ok(Json(Onward { to: ADDRESS.to_owned() }));
    }
    Err(refused(&context, Words::of(context.lang).factors.passkey_refused))
}

/// What to sign: for the second step of somebody whose password was right, or for somebody who has said nothing yet.
#[post("/sign-in/passkey/start")]
pub async fn start(app: &AppState, context: RequestContext) -> Result<Json<Value>, Failed> {
    let begun = begun(&context);
    let options = factors::passkeys::start(app, begun.map(|member| (&context.actor, member))).await;
    options.map(Json).map_err(|problem| Failed::json(problem, &context))
}

#[derive(Deserialize)]
pub struct Signed {
    #[serde(default)]
    next: String,
    credential: Asserted,
}

#[post("/sign-in/passkey/finish", format = "json", data = "<signed>")]
pub async fn finish(
    app: &AppState,
    context: RequestContext,
    cookies: &CookieJar<'_>,
    signed: JsonBody<Signed>,
) -> Result<Json<Onward>, Failed> {
    let words = &Words::of(context.lang).factors.second;
    let to = onward(&signed.next);
    let failed = |problem| Failed::json(problem, &context);
    if let Some(member) = begun(&context) {
        let shown = SecondFactorProof::Passkey(&signed.credential);
        return match factors::second::show(app, &context.actor, member, shown).await.map_err(failed)? {
            Outcome::Through(token) => {
                session::give(cookies, app, &token);
                Ok(Json(Onward { to }))
            }
            Outcome::Over => Ok(Json(Onward { to })),
            Outcome::Wrong => Err(refused(&context, words.wrong)),
            Outcome::Ended => {
                session::take(cookies, app);
                Err(refused(&context, words.ended))
            }
        };
    }
    match factors::passkeys::sign_in(app, &context.actor, context.member.as_deref(), &signed.credential)
        .await
        .map_err(failed)?
    {
        Some(token) => {
            session::give(cookies, app, &token);
            Ok(Json(Onward { to }))
        }
        None => Err(refused(&context, Words::of(context.lang).factors.passkey_refused)),
    }
}

/// Somebody whose password was right, and who has not shown the second factor yet.
fn begun(context: &RequestContext) -> Option<&Member> {
    context.member.as_deref().filter(|member| member.state == SessionState::SecondFactor)
}

fn confirmed(app: &AppState, context: &RequestContext) -> Result<std::sync::Arc<Member>, Failed> {
    let member = member(context)?;
    if member.recently_reauthenticated(app.clock.now()) {
        return Ok(member);
    }
    let words = &Words::of(context.lang).factors;
    Err(Failed::refused(Status::Forbidden, &format!("{} ({})", words.confirm_first, confirm_address()), &json(context)))
}

fn refused(context: &RequestContext, sentence: &str) -> Failed {
    Failed::refused(Status::UnprocessableEntity, sentence, &json(context))
}

fn json(context: &RequestContext) -> RequestContext {
    RequestContext { wants_json: true, ..context.clone() }
}
