//! The credentials that a request presents: the session cookie, or an API token in the header `Authorization`.
//!
//! Input: headers and address of a request. Output: tokens that are well formed; whether they are valid is looked up in
//! `session` and `api_token`.
//!
//! Invariant: a request with an `Authorization` header has no session, whatever its cookies say. Such a request needs
//! no CSRF token, because no browser sends that header by itself.

use crate::{
    app::App,
    services::{sessions::Token, tokens::ApiToken},
};
use rocket::{Request, http::RawStr};
use std::sync::Arc;

/// The name of the session cookie. The prefix `__Host-` binds it to this host and to https; browsers reject it over
/// plain http.
pub fn cookie_name(public_url: &str) -> &'static str {
    if public_url.starts_with("https://") { "__Host-session" } else { "session" }
}

/// Whether the request authenticates with a header instead of a session.
pub fn has_authorization(request: &Request<'_>) -> bool {
    request.headers().contains("Authorization")
}

/// The token in the session cookie.
pub fn session_token(request: &Request<'_>) -> Option<Token> {
    if has_authorization(request) {
        return None;
    }
    let app = request.rocket().state::<Arc<App>>()?;
    request.cookies().get(cookie_name(&app.config.public_url))?.value().parse().ok()
}

/// The token in `Authorization: Bearer`; none if there are two such headers.
pub fn api_token(request: &Request<'_>) -> Option<ApiToken> {
    let mut headers = request.headers().get("Authorization");
    let (header, second) = (headers.next()?, headers.next());
    let (scheme, token) = header.trim().split_once(' ')?;
    let bearer = scheme.eq_ignore_ascii_case("bearer") && second.is_none();
    if bearer { token.trim().parse().ok() } else { None }
}

/// Whether the address contains an API token. Addresses end up in histories, logs and referrers.
pub fn api_token_in_address(request: &Request<'_>) -> bool {
    let address = request.uri().to_string();
    ApiToken::stands_in(&RawStr::new(&address).percent_decode_lossy())
}
