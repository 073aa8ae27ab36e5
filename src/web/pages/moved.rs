//! Permanent redirects of paths that pages had before: links in e-mails, QR codes on printed reports, bookmarks.
//!
//! Input: a request below an old prefix. Output: 308 to the same path below the new one, with its query. The status
//! keeps the method, so a form of a page that is still open is sent to the new path.
//!
//! Invariant: the new path decides about access; a redirect tells nothing but the new prefix.

use rocket::{
    Data, Request, Route,
    http::Method::{self, Get, Post},
    response::Redirect,
    route::{Handler, Outcome},
};

/// The old prefix and the new one.
type Move = (&'static str, &'static str);

const VERIFY: Move = ("/genuine", "/verify");
const PASSWORD_RESET: Move = ("/reset", "/password-reset");
const PASSWORD_RESET_REQUEST: Move = ("/forgotten", "/password-reset");
const REVIEW: Move = ("/admin/migration/desk", "/admin/migration/review");
const PENDING: Move = ("/moderation", "/pending-submissions");

/// Every old route.
const MOVED: &[(Method, &str, Move)] = &[
    (Get, "/genuine/<code>", VERIFY),
    (Post, "/genuine/<code>", VERIFY),
    (Get, "/forgotten", PASSWORD_RESET_REQUEST),
    (Post, "/forgotten", PASSWORD_RESET_REQUEST),
    (Get, "/reset/<token>", PASSWORD_RESET),
    (Post, "/reset/<token>", PASSWORD_RESET),
    (Get, "/admin/migration/desk", REVIEW),
    (Get, "/admin/migration/desk/<id>", REVIEW),
    (Post, "/admin/migration/desk/<id>/assign", REVIEW),
    (Post, "/admin/migration/desk/<id>/retry", REVIEW),
    (Post, "/admin/migration/desk/<id>/set-aside", REVIEW),
    (Post, "/admin/migration/desk/<id>/settle", REVIEW),
    (Get, "/moderation", PENDING),
    (Get, "/moderation/<id>", PENDING),
    (Post, "/moderation/<id>/accept", PENDING),
    (Post, "/moderation/<id>/refuse", PENDING),
    (Get, "/moderation/uploads/<id>", PENDING),
    (Get, "/moderation/uploads/<id>/thumb", PENDING),
];

pub fn routes() -> Vec<Route> {
    MOVED.iter().map(|(method, path, prefixes)| Route::new(*method, path, RedirectHandler(*prefixes))).collect()
}

/// Redirects a path from the first prefix to the second.
#[derive(Clone, Copy)]
struct RedirectHandler(Move);

impl RedirectHandler {
    fn location(self, path_and_query: &str) -> String {
        let RedirectHandler((old, new)) = self;
        format!("{new}{}", path_and_query.strip_prefix(old).unwrap_or_default())
    }
}

#[rocket::async_trait]
impl Handler for RedirectHandler {
    async fn handle<'r>(&self, request: &'r Request<'_>, _data: Data<'r>) -> Outcome<'r> {
        Outcome::from(request, Redirect::permanent(self.location(&request.uri().to_string())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_of_the_path_and_the_query_stay() {
        for (prefixes, old, new) in [
            (VERIFY, "/genuine/00ff?lang=ar", "/verify/00ff?lang=ar"),
            (PASSWORD_RESET_REQUEST, "/forgotten", "/password-reset"),
            (PASSWORD_RESET, "/reset/ab", "/password-reset/ab"),
            (REVIEW, "/admin/migration/desk/17/settle", "/admin/migration/review/17/settle"),
            (PENDING, "/moderation?after=3", "/pending-submissions?after=3"),
        ] {
            assert_eq!(RedirectHandler(prefixes).location(old), new);
        }
    }
}
