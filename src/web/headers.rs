//! What every answer tells the browser about itself: pages, files, refusals and errors alike.

use super::context::RequestContext;
use rocket::{
    Request, Response,
    fairing::{Fairing, Info, Kind},
    http::Header,
};

/// A page may use what we serve, and nothing else; nobody may frame it or send its forms elsewhere.
const PAGE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'; \
    worker-src 'self'";

/// A file that somebody sent, opened by itself, may do nothing at all.
pub const FILE_POLICY: &str = "sandbox; default-src 'none'; frame-ancestors 'none'";

/// Set on every answer that does not say otherwise itself.
const ALWAYS: [(&str, &str); 7] = [
    ("Content-Security-Policy", PAGE_POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(self), geolocation=(), microphone=(), payment=(), usb=()"),
    // Answers of people stand on the pages: no cache may keep them.
    ("Cache-Control", "no-store"),
];

/// Over https browsers may never ask in plain text again, for a year: neither this host nor any below it.
const STRICT_TRANSPORT: &str = "max-age=31536000; includeSubDomains";

/// Adds what an answer does not carry yet.
pub fn harden(response: &mut Response<'_>, context: &RequestContext) {
    // The address is the permission there: nobody is told where their visitor came from, not even ourselves.
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

/// Hardens every answer on its way out.
pub struct Headers;

#[rocket::async_trait]
impl Fairing for Headers {
    fn info(&self) -> Info {
        Info { name: "security headers", kind: Kind::Response }
    }

    async fn on_response<'r>(&self, request: &'r Request<'_>, response: &mut Response<'r>) {
        harden(response, RequestContext::of(request));
    }
}
