//! Who is let in: the session or token of a request, held against what its address asks for.

use super::Asked;
use crate::{
    app::App,
    services::sessions::{SessionState, Via},
    web::{
        access::{self, Need},
        bearer, error, form_token,
        rates::{self, Counters},
        session,
    },
};
use rocket::{Request, http::Status};

pub(super) async fn let_in(request: &Request<'_>, app: &App, asked: Asked) -> Result<Asked, NotLetIn> {
    let home = app.organisation_id().ok_or(NotLetIn::NotPrepared)?;
    // Deny by default: an address that the table forgets opens for nobody.
    let need = request.route().and_then(access::need).ok_or(NotLetIn::NotListed)?;
    let member = match form_token::is_program(request) {
        // What is open to everybody is open to programs with any header.
        true if need == Need::Nothing => None,
        true => Some(bearer::member(request, app, &asked).await?),
        false => session::member(request, app).await.map_err(|problem| {
            error::log(&problem, &asked);
            NotLetIn::Unavailable
        })?,
    };
    let asked = asked.by(member, home);
    let Some(member) = asked.member.clone() else {
        return if need == Need::Nothing { Ok(asked) } else { Err(NotLetIn::NotSignedIn) };
    };
    if let Some(counters) = request.rocket().state::<Counters>()
        && let Some(class) = rates::class_of(request.method(), request.uri().path().as_str())
    {
        counters.person(class, member.user_id).map_err(NotLetIn::TooOften)?;
    }
    // Asked first: a token never begins, changes or ends how a person signs in.
    if matches!(member.via, Via::Token(_)) && !access::takes_tokens(request.uri().path().as_str()) {
        return Err(NotLetIn::NotForTokens);
    }
    let active = match (need, member.state) {
        (Need::Nothing | Need::BegunSession, _) => return Ok(asked),
        (_, SessionState::Active) => true,
        (_, state) => return Err(NotLetIn::Unfinished(state)),
    };
    if member.factor_missing && !access::opens_without_factor(request.uri().path().as_str()) {
        return Err(NotLetIn::FactorMissing);
    }
    let may = active
        && match need {
            Need::To(what) => member.may(what),
            Need::ToAtHome(what) => member.may(what) && member.organisation_id == home,
            Need::Nothing | Need::BegunSession | Need::Account => true,
        };
    if may { Ok(asked) } else { Err(NotLetIn::Forbidden) }
}

/// Why a request does not reach its handler.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotLetIn {
    /// The database has not answered since the start, so nothing can be done for anybody.
    NotPrepared,
    /// It does not answer now.
    Unavailable,
    /// Nobody wrote down who may ask for this address.
    NotListed,
    NotSignedIn,
    /// The password was right, and something else is missing.
    Unfinished(SessionState),
    /// The organisation wants a second factor of everybody, and this person has none yet.
    FactorMissing,
    /// The role does not allow it.
    Forbidden,
    /// A program showed a token that is none, or none any more.
    BadToken,
    /// It did so too often.
    TooManyGuesses,
    /// This is done by people.
    NotForTokens,
    /// They asked too often, and may again after so many seconds.
    TooOften(u64),
}

impl NotLetIn {
    /// What the guard noted about a request.
    pub fn noted(request: &Request<'_>) -> Option<NotLetIn> {
        *request.local_cache(|| None)
    }

    pub fn status(self) -> Status {
        match self {
            NotLetIn::NotPrepared | NotLetIn::Unavailable => Status::ServiceUnavailable,
            NotLetIn::NotSignedIn | NotLetIn::Unfinished(_) | NotLetIn::BadToken => Status::Unauthorized,
            NotLetIn::NotListed | NotLetIn::Forbidden | NotLetIn::NotForTokens | NotLetIn::FactorMissing => {
                Status::Forbidden
            }
            NotLetIn::TooManyGuesses | NotLetIn::TooOften(_) => Status::TooManyRequests,
        }
    }
}
