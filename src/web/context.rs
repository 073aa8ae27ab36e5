//! What a handler may ask of a request: who asks and in which language, and ids that are ids.

mod authorize;
mod if_none_match;

pub use authorize::AccessDenied;
pub use if_none_match::IfNoneMatch;

use super::{access, api_token_auth, csrf, peer, session};
use crate::{
    app::App,
    domain::{
        access::{Permission, SubmissionScope},
        audit::proof::Keys,
        ids::*,
        lang::Lang,
    },
    services::{actor::Actor, sessions::Member},
};
use rand::Rng;
use rocket::{
    Request, State,
    http::{Cookie, Method, SameSite},
    request::{FromParam, FromRequest, Outcome},
};
use std::{str::FromStr, sync::Arc, time::Duration};

/// Longest user agent that is kept: long enough for every browser, too short to be a way to fill the audit log.
const USER_AGENT_CHARS: usize = 300;

/// The cookie that remembers the language.
const LANG_COOKIE: &str = "lang";

/// Who asks, in which language, and how the answer should look. Made once for each request.
///
/// As a guard it lets nobody through whom `web::access` does not let through: a handler that asks for it is safe.
#[derive(Clone, Debug)]
pub struct RequestContext {
    pub lang: Lang,
    pub actor: Actor,
    /// Who is signed in. None at addresses that ask for nothing, and where nobody looked yet.
    pub member: Option<Arc<Member>>,
    /// What the forms of this page must carry: it belongs to the session in the cookie.
    pub csrf_token: Option<String>,
    /// The client prefers JSON to a page.
    pub wants_json: bool,
    /// Stands in the answer, on every error page and in the log.
    pub request_id: String,
    /// The method as it was asked, before the door changed it.
    pub method: Method,
    pub path_and_query: String,
    /// A token of a program stands in the address, where it does not belong.
    pub token_shown: bool,
    /// Browsers reach us over https.
    pub https: bool,
    /// What the client says about the body, before a byte of it is read.
    pub body: Announced,
}

/// The announced size and encoding of a request body, and how long its sender may be silent.
#[derive(Clone, Debug)]
pub struct Announced {
    pub length: Option<u64>,
    pub encoding: Option<String>,
    pub silence: Duration,
}

impl Default for Announced {
    fn default() -> Announced {
        Announced { length: None, encoding: None, silence: Duration::from_secs(30) }
    }
}

impl RequestContext {
    /// The same answer however often it is asked: fairings, guards and catchers share one request id.
    pub fn of<'r>(request: &'r Request<'_>) -> &'r RequestContext {
        request.local_cache(|| RequestContext::make(request))
    }

    fn make(request: &Request<'_>) -> RequestContext {
        let token_shown = api_token_auth::is_in_address(request);
        // Only tests of the web alone have no app.
        let config = request.rocket().state::<Arc<App>>().map(|app| &app.config);
        let socket = request.remote().map(|peer| peer.ip());
        RequestContext {
            lang: asked_lang(request).unwrap_or_else(|| remembered_lang(request)),
            actor: Actor {
                // Nobody's, until the guard has found whose; the catchers, which have no use for it, never ask.
                organisation_id: 0,
                user_id: None,
                token: None,
                reach: SubmissionScope::Within { own: None, scopes: Vec::new() },
                // The peer of the socket; a header that names another address counts only if our own proxy wrote it.
                ip: match config {
                    Some(config) => socket.map(|ip| peer::real(ip, request.headers(), &config.trusted_proxies)),
                    None => socket,
                },
                user_agent: request.headers().get_one("User-Agent").map(tame_user_agent),
                // Tests of the web alone have no app, and no log.
                audit_keys: request
                    .rocket()
                    .state::<Arc<App>>()
                    .map_or_else(|| Keys::derive(b""), |app| app.audit_keys.clone()),
            },
            member: None,
            csrf_token: session::held(request).map(|token| token.csrf_token()),
            wants_json: request.accept().is_some_and(|accept| accept.preferred().is_json())
                || access::is_for_programs(request.uri().path().as_str())
                || csrf::is_program(request),
            request_id: random_id(),
            method: request.method(),
            // Pages repeat it in their links, and a secret is never repeated.
            path_and_query: if token_shown { "/".to_owned() } else { request.uri().to_string() },
            token_shown,
            https: config.is_some_and(|config| config.public_url.starts_with("https://")),
            body: Announced {
                length: request.headers().get_one("Content-Length").and_then(|text| text.parse().ok()),
                encoding: request.headers().get_one("Content-Encoding").map(str::to_owned),
                silence: config.map_or(Announced::default().silence, |config| config.body_silence),
            },
        }
    }
}

impl RequestContext {
    /// What somebody who is signed in asks, or somebody who is not.
    fn by(mut self, member: Option<Member>, home: i64) -> RequestContext {
        match member {
            Some(member) => {
                self.actor.organisation_id = member.organisation_id;
                self.actor.user_id = Some(member.user_id);
                self.actor.reach = member.reach.clone();
                self.actor.token = member.via.token().map(|token| token.id.clone());
                self.member = Some(Arc::new(member));
            }
            None => {
                // What is open to strangers belongs to the organisation that has been here from the start.
                // A cookie whose session has ended still has the door ask for its token, so the forms go on carrying it.
                self.actor.organisation_id = home;
            }
        }
        self
    }

    pub fn has_permission(&self, what: Permission) -> bool {
        self.member.as_ref().is_some_and(|member| member.has_permission(what))
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for RequestContext {
    type Error = AccessDenied;

    async fn from_request(request: &'r Request<'_>) -> Outcome<RequestContext, AccessDenied> {
        let context = RequestContext::of(request).clone();
        if let Some(lang) = asked_lang(request) {
            request.cookies().add(
                Cookie::build((LANG_COOKIE, lang.code()))
                    .path("/")
                    .max_age(rocket::time::Duration::days(365))
                    .same_site(SameSite::Lax)
                    .secure(context.https)
                    .http_only(true),
            );
        }
        // Only tests of the web alone have no app.
        let Some(app) = request.rocket().state::<Arc<App>>() else { return Outcome::Success(context) };
        match authorize::authorize(request, app, context).await {
            Ok(context) => Outcome::Success(context),
            Err(reason) => {
                request.local_cache(|| Some(reason));
                Outcome::Error((reason.status(), reason))
            }
        }
    }
}

/// The language that this very address asks for.
fn asked_lang(request: &Request<'_>) -> Option<Lang> {
    Lang::from_code(request.query_value::<&str>("lang")?.ok()?)
}

fn remembered_lang(request: &Request<'_>) -> Lang {
    let cookie = request.cookies().get(LANG_COOKIE).and_then(|cookie| Lang::from_code(cookie.value()));
    cookie.or_else(|| request.headers().get_one("Accept-Language").and_then(preferred_lang)).unwrap_or_default()
}

/// The language of an `Accept-Language` header that we have and that is liked best. Equal likes: the first one.
fn preferred_lang(header: &str) -> Option<Lang> {
    let mut best: Option<(f32, Lang)> = None;
    for range in header.split(',').take(20) {
        let mut parts = range.split(';');
        let primary = parts.next().unwrap_or_default().trim().split('-').next().unwrap_or_default();
        let weight =
            parts.find_map(|p| p.trim().strip_prefix("q=")).map_or(1.0, |q| q.trim().parse::<f32>().unwrap_or(0.0));
        if let Some(lang) = Lang::from_code(&primary.to_ascii_lowercase())
            && weight > best.map_or(0.0, |(liked, _)| liked)
        {
            best = Some((weight, lang));
        }
    }
    best.map(|(_, lang)| lang)
}

/// No controls, so that no log line or terminal can be played with.
fn tame_user_agent(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(USER_AGENT_CHARS).collect()
}

fn random_id() -> String {
    let mut bytes = [0u8; 8];
    rand::rng().fill_bytes(&mut bytes);
    hex::encode(bytes)
}

/// An id in a path. One that does not parse is an address that does not exist: the request goes on to the 404 page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdParam<T>(pub T);

macro_rules! id_params {
    ($($id:ty),*) => {$(
        impl<'a> FromParam<'a> for IdParam<$id> {
            type Error = NotAnId;

            fn from_param(text: &'a str) -> Result<Self, NotAnId> {
                <$id>::from_str(text).map(IdParam)
            }
        }
    )*};
}

id_params!(SubmissionId, JobId, UploadId, ModuleSlug, RunId);
id_params!(UserId, InvitationId);
id_params!(TokenId);
id_params!(LinkId, ReportCode);
id_params!(PublicLinkId, PrivacyRequestId);

/// How handlers name the app.
pub type AppState = State<Arc<App>>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_preferred_available_language_is_used() {
        for (header, lang) in [
            ("ar", Some(Lang::Ar)),
            ("ar-AE,ar;q=0.9,en;q=0.8", Some(Lang::Ar)),
            ("en-GB,en;q=0.9,ar;q=0.8", Some(Lang::En)),
            ("fr, ar;q=0.2, en;q=0.5", Some(Lang::En)),
            ("en;q=0, AR", Some(Lang::Ar)),
            ("fr,de", None),
            ("", None),
            (";;q=,=;", None),
            ("en;q=banana", None),
        ] {
            assert_eq!(preferred_lang(header), lang, "{header}");
        }
    }

    #[test]
    fn a_user_agent_is_short_and_has_no_controls() {
        assert_eq!(tame_user_agent("Mo\u{1b}[31mzilla\r\n"), "Mo[31mzilla");
        assert_eq!(tame_user_agent(&"ب".repeat(1000)).chars().count(), USER_AGENT_CHARS);
    }

    #[test]
    fn only_ids_are_ids() {
        assert!(IdParam::<JobId>::from_param("job_0123456789ab").is_ok());
        for bad in ["-1", "0", "9223372036854775808", "abc", "%2e%2e", "..", "job_", "sub_0123456789ab"] {
            assert_eq!(IdParam::<JobId>::from_param(bad), Err(NotAnId), "{bad}");
        }
    }
}
