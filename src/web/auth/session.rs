//! The session cookie: reading, setting and removing it, and the member whose session it is.
//!
//! Invariants: `HttpOnly`, `SameSite=Lax`, and over https `Secure` with a `__Host-` name. The cookie lives as long as
//! the longest session; the server may end the session earlier.

use super::credentials::{cookie_name, session_token};
use crate::{
    app::App,
    domain::problem::Problem,
    services::sessions::{self, LONGEST, Member, Token},
};
use rocket::{
    Request,
    http::{Cookie, CookieJar, SameSite},
    request::{FromRequest, Outcome},
};
use std::sync::Arc;

/// The session token of a request, for handlers that end or replace the session.
pub struct SessionToken(pub Option<Token>);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for SessionToken {
    type Error = std::convert::Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<SessionToken, Self::Error> {
        Outcome::Success(SessionToken(session_token(request)))
    }
}

/// The member of the session; none without a valid session.
pub async fn member(request: &Request<'_>, app: &App) -> Result<Option<Arc<Member>>, Problem> {
    match session_token(request) {
        Some(token) => sessions::member(app, &token).await,
        None => Ok(None),
    }
}

/// Sets the cookie of a new session.
pub fn set_cookie(cookies: &CookieJar<'_>, app: &App, token: &Token) {
    cookies.add(cookie(app, token.as_str().to_owned()));
}

/// Removes the cookie.
pub fn remove_cookie(cookies: &CookieJar<'_>, app: &App) {
    cookies.remove(cookie(app, String::new()));
}

fn cookie(app: &App, value: String) -> Cookie<'static> {
    let public_url = &app.config.public_url;
    Cookie::build((cookie_name(public_url), value))
        .path("/")
        .http_only(true)
        .secure(public_url.starts_with("https://"))
        .same_site(SameSite::Lax)
        .max_age(rocket::time::Duration::seconds(LONGEST.whole_seconds()))
        .build()
}
