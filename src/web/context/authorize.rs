//! Who is let in: the session or token of a request, held against what its address asks for.

use super::RequestContext;
use crate::{
    app::App,
    services::sessions::{SessionState, Via},
    web::{
        access::{self, Access},
        api_token_auth, csrf, error,
        rate_limit::{self, RequestRateLimiter},
        session,
    },
};
use rocket::{Request, http::Status};

pub(super) async fn authorize(
    request: &Request<'_>,
    app: &App,
    context: RequestContext,
) -> Result<RequestContext, AccessDenied> {
    let home = app.organisation_id().ok_or(AccessDenied::NotPrepared)?;
    // Deny by default: an address that the table forgets opens for nobody.
    let need = request.route().and_then(access::need).ok_or(AccessDenied::NotListed)?;
    let member = match csrf::is_program(request) {
        // What is open to everybody is open to programs with any header.
        true if need == Access::Public => None,
        true => Some(api_token_auth::member(request, app, &context).await?),
        false => session::member(request, app).await.map_err(|problem| {
            error::log(&problem, &context);
            AccessDenied::Unavailable
        })?,
    };
    let context = context.by(member, home);
    let Some(member) = context.member.clone() else {
        return if need == Access::Public { Ok(context) } else { Err(AccessDenied::NotSignedIn) };
    };
    if let Some(counters) = request.rocket().state::<RequestRateLimiter>()
        && let Some(class) = rate_limit::class_of(request.method(), request.uri().path().as_str())
    {
        counters.person(class, member.user_id).map_err(AccessDenied::TooOften)?;
    }
    // Asked first: a token never begins, changes or ends how a person signs in.
    if matches!(member.via, Via::Token(_)) && !access::takes_tokens(request.uri().path().as_str()) {
        return Err(AccessDenied::NotForTokens);
    }
    let active = match (need, member.state) {
        (Access::Public | Access::PendingSession, _) => return Ok(context),
        (_, SessionState::Active) => true,
        (_, state) => return Err(AccessDenied::Unfinished(state)),
    };
    if member.factor_missing && !access::opens_without_factor(request.uri().path().as_str()) {
        return Err(AccessDenied::FactorMissing);
    }
    let may = active
        && match need {
            Access::Requires(what) => member.has_permission(what),
            Access::RequiresInHomeTenant(what) => member.has_permission(what) && member.organisation_id == home,
            Access::Public | Access::PendingSession | Access::Account => true,
        };
    if may { Ok(context) } else { Err(AccessDenied::Forbidden) }
}

/// Why a request does not reach its handler.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccessDenied {
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

impl AccessDenied {
    /// What the guard noted about a request.
    pub fn noted(request: &Request<'_>) -> Option<AccessDenied> {
        *request.local_cache(|| None)
    }

    pub fn status(self) -> Status {
        match self {
            AccessDenied::NotPrepared | AccessDenied::Unavailable => Status::ServiceUnavailable,
            AccessDenied::NotSignedIn | AccessDenied::Unfinished(_) | AccessDenied::BadToken => Status::Unauthorized,
            AccessDenied::NotListed
            | AccessDenied::Forbidden
            | AccessDenied::NotForTokens
            | AccessDenied::FactorMissing => Status::Forbidden,
            AccessDenied::TooManyGuesses | AccessDenied::TooOften(_) => Status::TooManyRequests,
        }
    }
}
