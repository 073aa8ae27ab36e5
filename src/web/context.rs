//! The request context: what is known of a request before any permission is checked, made once for each request.
//!
//! Input: headers, cookies and the address of the request, and the settings of the application. Output: plain data
//! that fairings, guards, handlers and responders share, so that all of them name the same request id and language.
//!
//! Invariants: making it reads no body, asks no database and never fails. `member` is set by `auth::authorize` only.

use super::{
    auth::{credentials, legacy_address, permissions},
    browser_choices::{self, ColourScheme},
    client_ip,
    limits::memory::BodyMemory,
    reader_settings::ReaderSettings,
};
use crate::{
    app::{App, audit_keys},
    domain::{
        access::{Permission, SubmissionScope},
        lang::Lang,
        time_zone::TimeZone,
    },
    forms::Forms,
    security::Keyring,
    services::{actor::Actor, sessions::Member},
};
use rand::Rng;
use rocket::{Request, State, http::Method};
use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

/// How handlers name the application state.
pub type AppState = State<Arc<App>>;

/// Characters of a user agent that are kept: enough for every browser, and too few to fill the audit log.
const USER_AGENT_CHARS: usize = 300;

/// The actor, the language and the preferred format of the answer.
///
/// As a guard (see `auth::authorize`) it fails for every request that `auth::permissions` does not allow, so a handler
/// that takes it runs for authorized requests only.
#[derive(Clone, Debug)]
pub struct RequestContext {
    pub lang: Lang,
    /// The colours of the pages.
    pub scheme: ColourScheme,
    /// In which the member reads times; UTC before authorization and without a member. Pages of an organisation for people
    /// without an account use the zone of the organisation instead.
    pub zone: TimeZone,
    pub actor: Actor,
    /// The forms that the member's organisation has; those of the installation before authorization and without a member.
    /// A public link has those of its organisation.
    pub forms: Arc<Forms>,
    /// The signed-in member. None before authorization, and at public addresses without a session.
    pub member: Option<Arc<Member>>,
    /// The CSRF token of the session in the cookie, unmasked: it never leaves the server in this form (`auth::csrf`).
    pub csrf_token: Option<String>,
    /// Errors are answered as JSON: the client prefers it, the address is of the API or of programs of the legacy app,
    /// or the request has a token.
    pub wants_json: bool,
    /// In the header `X-Request-Id`, on error pages with status 500 and above, and in the log.
    pub request_id: String,
    /// The method as it was sent, before `request_guard` replaced the one of a rejected request.
    pub method: Method,
    pub path_and_query: String,
    /// The member's organisation is the one that the legacy app's files belong to.
    pub in_home_tenant: bool,
    /// There is a legacy app beside this program, or something was imported: the navigation offers the migration.
    pub offers_migration: bool,
    /// The address contains an API token, which is only accepted in the header `Authorization`.
    pub token_in_address: bool,
    /// The public address is served over https.
    pub https: bool,
    /// Known about the body before a byte of it is read.
    pub body: BodyInfo,
}

/// What the headers say about the body, and the limits that apply to reading it.
#[derive(Clone, Debug)]
pub struct BodyInfo {
    /// `Content-Length`, in bytes.
    pub length: Option<u64>,
    /// `Content-Encoding`.
    pub encoding: Option<String>,
    /// The longest pause between two bytes.
    pub idle: Duration,
    /// Shared by all bodies that are kept in memory as a whole.
    pub memory: BodyMemory,
}

impl Default for BodyInfo {
    fn default() -> BodyInfo {
        BodyInfo { length: None, encoding: None, idle: Duration::from_secs(30), memory: BodyMemory::default() }
    }
}

impl RequestContext {
    /// The context before authorization; always the same value for the same request.
    pub fn of<'r>(request: &'r Request<'_>) -> &'r RequestContext {
        request.local_cache(|| RequestContext::from_headers(request))
    }

    /// The context with the member if the request was authorized; the one before otherwise. For responders.
    pub fn for_response<'r>(request: &'r Request<'_>) -> &'r RequestContext {
        Authorized::of(request).0.get().unwrap_or_else(|| RequestContext::of(request))
    }

    /// Keeps the context of an authorized request for its response.
    pub fn keep_for_response(&self, request: &Request<'_>) {
        // A request that is forwarded to another route is authorized twice, as the same member.
        let _ = Authorized::of(request).0.set(self.clone());
    }

    fn from_headers(request: &Request<'_>) -> RequestContext {
        let token_in_address = credentials::api_token_in_address(request);
        let path = request.uri().path();
        let of_old_app = legacy_address::is_for_programs(path.as_str());
        let accepts_html = || request.accept().is_some_and(|accept| accept.media_types().any(|kind| kind.is_html()));
        // Unit tests of the web layer run without an application.
        let app = request.rocket().state::<Arc<App>>();
        let config = app.map(|app| &app.config);
        let socket = client_ip::connection(request);
        if let (Some(app), Some(socket)) = (app, socket)
            && let Some(warning) = request.rocket().state::<client_ip::UntrustedProxyWarning>()
        {
            warning.check(app, socket, request.headers());
        }
        RequestContext {
            // The legacy app spoke English only.
            lang: match of_old_app {
                true => Lang::EN,
                false => browser_choices::lang(request),
            },
            scheme: browser_choices::scheme(request),
            zone: TimeZone::UTC,
            actor: Actor {
                // No organisation has this id; authorization sets the one of the member or of public pages.
                organisation_id: 0,
                user_id: None,
                token: None,
                legacy_key: None,
                reach: SubmissionScope::Within { own: None, scopes: Vec::new() },
                has_legacy_source: true,
                // A header that names another address than the socket's counts only if a trusted proxy wrote it.
                ip: match config {
                    Some(config) => socket.map(|ip| client_ip::of(ip, request.headers(), &config.trusted_proxies)),
                    None => socket,
                },
                user_agent: request.headers().get_one("User-Agent").map(printable_user_agent),
                audit_keys: app.map_or_else(|| audit_keys(&Keyring::new(b"", [])), |app| app.audit_keys.clone()),
            },
            forms: app.map_or_else(Arc::default, |app| Arc::clone(app.forms.installed())),
            member: None,
            csrf_token: credentials::session_token(request).map(|token| token.csrf_token()),
            wants_json: request.accept().is_some_and(|accept| accept.preferred().is_json())
                || permissions::is_api(path.as_str())
                || of_old_app
                || (legacy_address::is_of_a_file(path.as_str()) && !accepts_html())
                || credentials::has_authorization(request),
            request_id: random_id(),
            method: request.method(),
            // Pages repeat the address in their links; a secret must not be among them.
            path_and_query: match credentials::legacy_key_in_address(request) {
                _ if token_in_address => "/".to_owned(),
                Some(_) => path.to_string(),
                None => request.uri().to_string(),
            },
            in_home_tenant: false,
            offers_migration: app.is_some_and(|app| app.has_old_app()),
            token_in_address,
            https: config.is_some_and(|config| config.public_url.starts_with("https://")),
            body: BodyInfo {
                length: request.headers().get_one("Content-Length").and_then(|text| text.parse().ok()),
                encoding: request.headers().get_one("Content-Encoding").map(str::to_owned),
                idle: config.map_or(BodyInfo::default().idle, |config| config.body_silence),
                memory: request.rocket().state().cloned().unwrap_or_default(),
            },
        }
    }
}

impl RequestContext {
    /// Adds the member, or the organisation `home` that public pages belong to.
    pub fn with_member(mut self, member: Option<Arc<Member>>, home: i64) -> RequestContext {
        match member {
            Some(member) => {
                self.zone = member.time_zone;
                self.actor.organisation_id = member.organisation_id;
                self.actor.user_id = Some(member.user_id);
                self.actor.reach = member.reach.clone();
                self.actor.has_legacy_source = member.has_legacy_source;
                self.actor.token = member.via.token().map(|token| token.id.clone());
                self.in_home_tenant = member.organisation_id == home;
                self.offers_migration |= member.has_legacy_source;
                self.member = Some(member);
            }
            // The CSRF token stays: an expired session cookie still requires it.
            None => self.actor.organisation_id = home,
        }
        self
    }

    /// The language and the time zone of the reader.
    pub fn reader(&self) -> ReaderSettings {
        ReaderSettings { lang: self.lang, zone: self.zone }
    }

    pub fn has_permission(&self, what: Permission) -> bool {
        self.member.as_ref().is_some_and(|member| member.has_permission(what))
    }
}

/// The context of an authorized request; empty before authorization. Reading it early does not fix it as empty.
#[derive(Default)]
struct Authorized(OnceLock<RequestContext>);

impl Authorized {
    fn of<'r>(request: &'r Request<'_>) -> &'r Authorized {
        request.local_cache(Authorized::default)
    }
}

/// Without control characters, which could forge log lines or control a terminal.
fn printable_user_agent(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(USER_AGENT_CHARS).collect()
}

fn random_id() -> String {
    let mut bytes = [0u8; 8];
    rand::rng().fill_bytes(&mut bytes);
    hex::encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_agent_is_short_and_has_no_controls() {
        assert_eq!(printable_user_agent("Mo\u{1b}[31mzilla\r\n"), "Mo[31mzilla");
        assert_eq!(printable_user_agent(&"ب".repeat(1000)).chars().count(), USER_AGENT_CHARS);
    }
}
