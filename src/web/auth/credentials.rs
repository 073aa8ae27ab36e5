//! The credentials that a request presents: the session cookie, an API token in the header `Authorization`, or at the
//! addresses of the legacy app a legacy API key.
//!
//! Input: headers and address of a request. Output: what is presented; whether it is valid is looked up in `session`,
//! `api_token` and `legacy_client`.
//!
//! Invariant: a request with an `Authorization` header has no session, whatever its cookies say. Such a request needs
//! no CSRF token, because no browser sends that header by itself.

use crate::{app::App, security::bearer_secret::ApiToken, services::sessions::Token};
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

/// The header and the query parameter of a legacy API key.
const LEGACY_KEY_HEADER: &str = "X-Api-Key";
const LEGACY_KEY_PARAMETER: &str = "api_key";

/// What a client presents as its legacy API key at an address of the legacy app.
pub fn legacy_key<'r>(request: &'r Request<'_>) -> Option<&'r str> {
    request.headers().get_one(LEGACY_KEY_HEADER).map(str::trim).or_else(|| legacy_key_in_address(request))
}

/// The same if it is in the address. Pages must not repeat it in their links.
pub fn legacy_key_in_address<'r>(request: &'r Request<'_>) -> Option<&'r str> {
    request.query_value::<&str>(LEGACY_KEY_PARAMETER)?.ok()
}

/// Whether the address contains an API token. Addresses end up in histories, logs and referrers.
pub fn api_token_in_address(request: &Request<'_>) -> bool {
    let address = request.uri().to_string();
    ApiToken::is_contained_in(&RawStr::new(&address).percent_decode_lossy())
}
