//! The cookie of a session, and the member who holds it.
//!
//! Over https its name begins with `__Host-`: browsers then take it from this very host only, never from a neighbour
//! below the same domain, and send it over https alone. It is sent along from other sites for plain links and for
//! nothing that changes something (`SameSite=Lax`, and the door looks once more).

use super::csrf;
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

/// The name of the cookie; over plain http, as on this machine itself, no browser takes the stricter one.
pub fn cookie_name(public_url: &str) -> &'static str {
    if public_url.starts_with("https://") { "__Host-session" } else { "session" }
}

fn is_https(app: &App) -> bool {
    app.config.public_url.starts_with("https://")
}

/// The token that this request holds, if it looks like one. A program that shows a token of its own has no session.
pub fn held(request: &Request<'_>) -> Option<Token> {
    if csrf::is_program(request) {
        return None;
    }
    let app = request.rocket().state::<Arc<App>>()?;
    request.cookies().get(cookie_name(&app.config.public_url))?.value().parse().ok()
}

/// The token that a request holds, for handlers that end or replace its session.
pub struct Held(pub Option<Token>);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Held {
    type Error = std::convert::Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Held, Self::Error> {
        Outcome::Success(Held(held(request)))
    }
}

/// Who is signed in.
pub async fn member(request: &Request<'_>, app: &App) -> Result<Option<Member>, Problem> {
    match held(request) {
        Some(token) => sessions::member(app, &token).await,
        None => Ok(None),
    }
}

/// Gives a browser its session. The cookie lives as long as the session can; the server ends it earlier.
pub fn give(cookies: &CookieJar<'_>, app: &App, token: &Token) {
    cookies.add(cookie(app, token.as_str().to_owned()));
}

/// Takes it away again.
pub fn take(cookies: &CookieJar<'_>, app: &App) {
    cookies.remove(cookie(app, String::new()));
}

fn cookie(app: &App, value: String) -> Cookie<'static> {
    Cookie::build((cookie_name(&app.config.public_url), value))
        .path("/")
        .http_only(true)
        .secure(is_https(app))
        .same_site(SameSite::Lax)
        .max_age(rocket::time::Duration::seconds(LONGEST.whole_seconds()))
        .build()
}
