//! What scripts ask for passkeys: what to tell the device, and what to do with its answer. Always JSON.

use super::{ADDRESS, confirm_address, member, onward};
use crate::{
    i18n::Texts,
    services::{
        factors::{
            self,
            second::{Outcome, Shown},
            webauthn::{Asserted, Attested},
        },
        sessions::{Member, SessionState},
    },
    web::{
        body::JsonBody,
        error::Failed,
        guards::{Asked, TheApp},
        session,
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
pub async fn start_registration(app: &TheApp, asked: Asked) -> Result<Json<Value>, Failed> {
    let member = confirmed(app, &asked)?;
    let options = factors::passkeys::start_registration(app, &asked.caller, &member).await;
    options.map(Json).map_err(|problem| Failed::json(problem, &asked))
}

#[derive(Deserialize)]
pub struct Named {
    #[serde(default)]
    name: String,
    credential: Attested,
}

#[post("/account/factors/passkeys/finish", format = "json", data = "<made>")]
pub async fn finish_registration(app: &TheApp, asked: Asked, made: JsonBody<Named>) -> Result<Json<Onward>, Failed> {
    let member = confirmed(app, &asked)?;
    let taken = factors::passkeys::finish_registration(app, &asked.caller, &member, &made.name, &made.credential).await;
    if taken.map_err(|problem| Failed::json(problem, &asked))? {
        return Ok(Json(Onward { to: ADDRESS.to_owned() }));
    }
    Err(refused(&asked, Texts::of(asked.lang).t("factor-passkey-refused")))
}

/// What to sign: for the second step of somebody whose password was right, or for somebody who has said nothing yet.
#[post("/sign-in/passkey/start")]
pub async fn start(app: &TheApp, asked: Asked) -> Result<Json<Value>, Failed> {
    let begun = begun(&asked);
    let options = factors::passkeys::start(app, begun.map(|member| (&asked.caller, member))).await;
    options.map(Json).map_err(|problem| Failed::json(problem, &asked))
}

#[derive(Deserialize)]
pub struct Signed {
    #[serde(default)]
    next: String,
    credential: Asserted,
}

#[post("/sign-in/passkey/finish", format = "json", data = "<signed>")]
pub async fn finish(
    app: &TheApp,
    asked: Asked,
    cookies: &CookieJar<'_>,
    signed: JsonBody<Signed>,
) -> Result<Json<Onward>, Failed> {
    let texts = Texts::of(asked.lang);
    let to = onward(&signed.next);
    let failed = |problem| Failed::json(problem, &asked);
    if let Some(member) = begun(&asked) {
        let shown = Shown::Signed(&signed.credential);
        return match factors::second::show(app, &asked.caller, member, shown).await.map_err(failed)? {
            Outcome::Through(token) => {
                session::give(cookies, app, &token);
                Ok(Json(Onward { to }))
            }
            Outcome::Over => Ok(Json(Onward { to })),
            Outcome::Wrong => Err(refused(&asked, texts.t("factor-second-wrong"))),
            Outcome::Ended => {
                session::take(cookies, app);
                Err(refused(&asked, texts.t("factor-second-ended")))
            }
        };
    }
    match factors::passkeys::sign_in(app, &asked.caller, asked.member.as_deref(), &signed.credential)
        .await
        .map_err(failed)?
    {
        Some(token) => {
            session::give(cookies, app, &token);
            Ok(Json(Onward { to }))
        }
        None => Err(refused(&asked, Texts::of(asked.lang).t("factor-passkey-refused"))),
    }
}

/// Somebody whose password was right, and who has not shown the second factor yet.
fn begun(asked: &Asked) -> Option<&Member> {
    asked.member.as_deref().filter(|member| member.state == SessionState::SecondFactor)
}

fn confirmed(app: &TheApp, asked: &Asked) -> Result<std::sync::Arc<Member>, Failed> {
    let member = member(asked)?;
    if member.confirmed_lately(app.clock.now()) {
        return Ok(member);
    }
    let texts = Texts::of(asked.lang);
    Err(Failed::refused(
        Status::Forbidden,
        &texts.with("factor-confirm-first-at", &[("address", confirm_address().into())]),
        &json(asked),
    ))
}

fn refused(asked: &Asked, sentence: &str) -> Failed {
    Failed::refused(Status::UnprocessableEntity, sentence, &json(asked))
}

fn json(asked: &Asked) -> Asked {
    Asked { wants_json: true, ..asked.clone() }
}
