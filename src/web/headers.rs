//! Security headers of every response: pages, files and errors alike.
//!
//! Input: a response and the context of its request. Invariant: a header that the response sets itself is kept.

use super::context::RequestContext;
use crate::app::App;
use rocket::{
    Request, Response,
    fairing::{Fairing, Info, Kind},
    http::Header,
};
use std::sync::Arc;

/// A page may load from this origin only. `$forms`: where its forms can be sent; `$frames`: what can frame it; `$more`:
/// further directives.
macro_rules! page_policy {
    ($forms:literal, $frames:literal, $more:literal) => {
        concat!(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; ",
            "form-action ",
            $forms,
            "; base-uri 'none'; frame-ancestors ",
            $frames,
            "; manifest-src 'self'; worker-src 'self'",
            $more
        )
    };
}

/// It cannot be framed, and its forms cannot be sent elsewhere.
const PAGE_POLICY: &str = page_policy!("'self'", "'none'", "");

/// A page that shows another page of this origin in a frame.
pub const FRAMING_POLICY: &str = page_policy!("'self'", "'none'", "; frame-src 'self'");

/// The page in that frame, which cannot send anything.
pub const FRAMED_POLICY: &str = page_policy!("'none'", "'self'", "");

/// An uploaded file that is opened by itself may do nothing at all.
pub const FILE_POLICY: &str = "sandbox; default-src 'none'; frame-ancestors 'none'";

/// The defaults.
const ALWAYS: [(&str, &str); 7] = [
    ("Content-Security-Policy", PAGE_POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()"),
    // Pages contain personal data: no cache may keep them.
    ("Cache-Control", "no-store"),
];

/// Of a page for a signed-in member: "<person>.<organisation>". The service worker compares it, also where no script of
/// the page runs, and removes what it keeps for another person.
const SESSION_PERSON: &str = "X-Session-Person";

/// Over https, browsers use https only for a year, for this host and its subdomains.
const STRICT_TRANSPORT: &str = "max-age=31536000; includeSubDomains";

/// Adds the headers that a response lacks.
pub fn add_missing(response: &mut Response<'_>, context: &RequestContext) {
    // The address of a report link grants access to the report, so it is never sent as a referrer.
    if context.path_and_query.starts_with("/reports/") && !response.headers().contains("Referrer-Policy") {
        response.set_raw_header("Referrer-Policy", "no-referrer");
    }
    for (name, value) in ALWAYS {
        if !response.headers().contains(name) {
            response.set_raw_header(name, value);
        }
    }
    if context.https {
        response.set_raw_header("Strict-Transport-Security", STRICT_TRANSPORT);
    }
    response.set_header(Header::new("X-Request-Id", context.request_id.clone()));
}

/// The fairing that adds them to every response.
pub struct Headers;

#[rocket::async_trait]
impl Fairing for Headers {
    fn info(&self) -> Info {
        Info { name: "security headers", kind: Kind::Response }
    }

    async fn on_response<'r>(&self, request: &'r Request<'_>, response: &mut Response<'r>) {
        add_missing(response, RequestContext::of(request));
        if let Some(member) = &RequestContext::for_response(request).member
            && response.content_type().is_some_and(|kind| kind.is_html())
        {
            let mark = format!("{}.{}", member.user_public_id, member.organisation_public_id);
            response.set_raw_header(SESSION_PERSON, mark);
        }
        // The next request of this client goes to a server that stays.
        if request.rocket().state::<Arc<App>>().is_some_and(|app| app.is_stopping()) {
            response.set_raw_header("Connection", "close");
        }
    }
}
