//! What is said where no handler answers: unknown addresses, requests turned away, and defects. Every code ends here,
//! in our words and in the shape that was asked for.

use super::{
    crowd::Full,
    error::{Failed, RETRY_AFTER_SECONDS},
    guards::{Asked, NotLetIn},
    origin::TurnedAway,
};
use crate::{
    domain::{
        lang::Lang,
        problem::{Problem, Thing},
    },
    i18n::Texts,
};
use rocket::{Catcher, Request, catch, catchers, http::Status};

pub fn all() -> Vec<Catcher> {
    catchers![any]
}

#[catch(default)]
fn any(status: Status, request: &Request<'_>) -> Failed {
    let asked = Asked::of(request);
    if let Some(turned_away) = TurnedAway::noted(request) {
        match turned_away {
            TurnedAway::TooOften(seconds) => return Failed::too_often(seconds, asked),
            TurnedAway::Full(Full::ForThisSender) => return Failed::too_often(RETRY_AFTER_SECONDS, asked),
            TurnedAway::Full(Full::Everywhere) => return Failed::busy(asked),
            _ => {}
        }
        return Failed::refused(turned_away.status(), turned_away_sentence(turned_away, asked.lang), asked);
    }
    if let Some(not_let_in) = NotLetIn::noted(request) {
        return Failed::not_let_in(not_let_in, asked);
    }
    match status.code {
        // An id that does not parse is an address that does not exist: Rocket calls it 422.
        404 | 422 => Failed::new(Problem::NotFound(missing_thing(request)), asked),
        // A handler has panicked: the hook has logged where, and the answer says which request it was.
        500..=599 => Failed::new(Problem::Internal(anyhow::anyhow!("answered by the catcher of {status}")), asked),
        _ => Failed::refused(status, sentence(status, asked.lang), asked),
    }
}

/// What somebody was looking for, by the first word of the address.
fn missing_thing(request: &Request<'_>) -> Thing {
    match request.uri().path().segments().next() {
        Some("forms") => Thing::Module,
        Some("submissions") => Thing::Submission,
        Some("jobs") => Thing::Job,
        Some("uploads") => Thing::Upload,
        Some("people") => Thing::Person,
        Some("join" | "reset") => Thing::OneTimeLink,
        Some("reports" | "generated") => Thing::Link,
        Some("genuine") => Thing::Report,
        _ => Thing::Page,
    }
}

fn turned_away_sentence(turned_away: TurnedAway, lang: Lang) -> &'static str {
    let texts = Texts::of(lang);
    match turned_away {
        TurnedAway::OtherSite => texts.t("error-cross-site"),
        TurnedAway::OtherHost => texts.t("error-unknown-host"),
        TurnedAway::WithoutToken => texts.t("error-csrf-token"),
        TurnedAway::TokenInAddress => texts.t("error-token-in-address"),
        TurnedAway::TooOften(_) => sentence(Status::TooManyRequests, lang),
        TurnedAway::Full(_) => sentence(Status::ServiceUnavailable, lang),
        TurnedAway::TooSlow => sentence(Status::RequestTimeout, lang),
        TurnedAway::ChangedMethod => sentence(Status::MethodNotAllowed, lang),
    }
}

fn sentence(status: Status, lang: Lang) -> &'static str {
    Texts::of(lang).t(match status.code {
        401 | 403 => "error-access-denied",
        405 => "error-method-not-allowed",
        406 => "error-not-acceptable",
        408 => "error-timeout",
        413 => "error-too-large",
        415 => "error-unsupported-type",
        431 => "error-headers-too-large",
        _ => "error-bad-request",
    })
}
