//! Which permission each address asks for: one line for every route. What each role may do stands in `domain::access`.
//!
//! Deny by default: an address without a line opens for nobody, and `tests/integration/routes.rs` fails for it.

use crate::domain::access::May;
use rocket::{Route, http::Method};
use std::{collections::HashMap, sync::LazyLock};

/// Who may ask for an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Everybody, also without an account. What they may see is decided by what they hold, such as a signed link.
    Nothing,
    /// Somebody who has shown a password, and perhaps not yet the second factor.
    BegunSession,
    /// Anybody who is signed in.
    Account,
    /// A member whose role may do this.
    To(May),
    /// The same, in the organisation that the old app's files belong to.
    ToAtHome(May),
}

use {May::*, Need::*};

const GET: Method = Method::Get;
const POST: Method = Method::Post;

/// The method, the path as Rocket writes it (without its query), and what it asks for.
pub const TABLE: &[(Method, &str, Need)] = &[
    (GET, "/robots.txt", Nothing),
    (GET, "/static/service-worker.js", Nothing),
    (GET, "/static/<hash>/<path..>", Nothing),
    (GET, "/health", Nothing),
    (GET, "/health/live", Nothing),
    (GET, "/health/ready", Nothing),
    (GET, "/", Account),
    (GET, "/offline", Nothing),
    (GET, "/forms/<module>", To(Submit)),
    (POST, "/forms/<module>", To(Submit)),
    (POST, "/uploads", To(Submit)),
    (GET, "/uploads/<id>", To(ReadSubmissions)),
    (GET, "/uploads/<id>/thumb", To(ReadSubmissions)),
    (GET, "/submissions", To(ReadReports)),
    (GET, "/submissions.csv", To(Export)),
    // Whoever reads reports only is shown no answers there.
    (GET, "/submissions/<id>", To(ReadReports)),
    (POST, "/submissions/<id>/reports", To(MakeReports)),
    (GET, "/jobs/<id>", To(ReadSubmissions)),
    (POST, "/jobs/<id>/retry", To(MakeReports)),
    (GET, "/jobs/<id>/events", To(ReadSubmissions)),
    // A member's own downloads: their session is the permission.
    (GET, "/submissions/<id>/report.pdf", To(ReadReports)),
    (GET, "/submissions/<id>/report.xlsx", To(ReadReports)),
    (POST, "/submissions/<id>/links", To(ShareReports)),
    (POST, "/submissions/<id>/links/<link>/expiry", To(ShareReports)),
    (POST, "/submissions/<id>/links/<link>/revoke", To(ShareReports)),
    // The signature of the link is the permission.
    (GET, "/reports/<token>", Nothing),
    (GET, "/reports/<token>/<name>", Nothing),
    (POST, "/reports/<token>/<name>", Nothing),
    // Whoever holds a report has its code.
    (GET, "/genuine/<code>", Nothing),
    (POST, "/genuine/<code>", Nothing),
    // History, for the organisation that it belongs to.
    (GET, "/admin/migration", ToAtHome(Migrate)),
    (GET, "/admin/migration/now", ToAtHome(Migrate)),
    (POST, "/admin/migration/verify", ToAtHome(Migrate)),
    (GET, "/admin/migration/desk", ToAtHome(Migrate)),
    (GET, "/admin/migration/desk/<id>", ToAtHome(Migrate)),
    (POST, "/admin/migration/desk/<id>/assign", ToAtHome(Migrate)),
    (POST, "/admin/migration/desk/<id>/retry", ToAtHome(Migrate)),
    (POST, "/admin/migration/desk/<id>/set-aside", ToAtHome(Migrate)),
    (POST, "/admin/migration/desk/<id>/settle", ToAtHome(Migrate)),
    (POST, "/admin/migration/differences/<id>/settle", ToAtHome(Migrate)),
    (POST, "/admin/migration/archives", ToAtHome(Migrate)),
    (POST, "/admin/migration/archives/<id>/remove", ToAtHome(Migrate)),
    (POST, "/admin/migration/archives/<id>/restore", ToAtHome(Migrate)),
    (POST, "/admin/migration/imports", ToAtHome(Migrate)),
    (POST, "/admin/migration/imports/<id>/pause", ToAtHome(Migrate)),
    (POST, "/admin/migration/imports/<id>/resume", ToAtHome(Migrate)),
    (POST, "/admin/migration/imports/<id>/stop", ToAtHome(Migrate)),
    (POST, "/admin/migration/imports/<id>/throttle", ToAtHome(Migrate)),
    (POST, "/admin/migration/modules/<module>/enter", ToAtHome(Migrate)),
    (POST, "/admin/migration/modules/<module>/forward", ToAtHome(Migrate)),
    (POST, "/admin/migration/modules/<module>/override", ToAtHome(Migrate)),
    (POST, "/admin/migration/modules/<module>/back", ToAtHome(Migrate)),
    (GET, "/audit", To(ReadAudit)),
    (GET, "/audit.csv", To(ReadAudit)),
    (GET, "/audit.jsonl", To(ReadAudit)),
    // People, and what the organisation decides for itself.
    (GET, "/people", To(ManagePeople)),
    (POST, "/people/invitations", To(ManagePeople)),
    (POST, "/people/invitations/<id>/revoke", To(ManagePeople)),
    (GET, "/people/<id>", To(ManagePeople)),
    (POST, "/people/<id>", To(ManagePeople)),
    (POST, "/people/<id>/suspend", To(ManagePeople)),
    (POST, "/people/<id>/take-back", To(ManagePeople)),
    (POST, "/people/<id>/end-sessions", To(ManagePeople)),
    (POST, "/people/<id>/reset-link", To(ManagePeople)),
    (GET, "/organisation", To(ManageOrganisation)),
    (POST, "/organisation", To(ManageOrganisation)),
    // The token of the link is the permission.
    (GET, "/join/<token>", Nothing),
    (POST, "/join/<token>", Nothing),
    (GET, "/reset/<token>", Nothing),
    (POST, "/reset/<token>", Nothing),
    (GET, "/forgotten", Nothing),
    (POST, "/forgotten", Nothing),
    // Forms without an account: the address of the link is the permission.
    (GET, "/public/<token>", Nothing),
    (POST, "/public/<token>", Nothing),
    (POST, "/public/<token>/uploads", Nothing),
    (GET, "/public/<token>/uploads/<id>", Nothing),
    (GET, "/public/<token>/uploads/<id>/thumb", Nothing),
    (GET, "/public/<token>/received/<id>", Nothing),
    (GET, "/public-links", To(ManageOrganisation)),
    (POST, "/public-links", To(ManageOrganisation)),
    (GET, "/public-links/<id>", To(ManageOrganisation)),
    (POST, "/public-links/<id>/revoke", To(ManageOrganisation)),
    (GET, "/privacy", Account),
    (POST, "/privacy/export", Account),
    // Signed, and for the person or whoever asked for it.
    (GET, "/privacy/exports/<token>", Account),
    (GET, "/privacy/people/<person>", To(ManagePeople)),
    (POST, "/privacy/people/<person>/export", To(ManagePeople)),
    (POST, "/privacy/people/<person>/erase", To(ManagePeople)),
    (GET, "/submissions/<id>/erase", To(ManageOrganisation)),
    (POST, "/submissions/<id>/erase", To(ManageOrganisation)),
    (GET, "/moderation", To(Moderate)),
    (GET, "/moderation/<id>", To(Moderate)),
    (POST, "/moderation/<id>/accept", To(Moderate)),
    (POST, "/moderation/<id>/refuse", To(Moderate)),
    (GET, "/moderation/uploads/<id>", To(Moderate)),
    (GET, "/moderation/uploads/<id>/thumb", To(Moderate)),
    // Second factors: one's own, the step behind the password, and the sign-in with nothing but a passkey.
    (GET, "/account/factors", Account),
    (POST, "/account/factors/totp", Account),
    (GET, "/account/factors/totp", Account),
    (GET, "/account/factors/totp/qr.svg", Account),
    (POST, "/account/factors/totp/confirm", Account),
    (POST, "/account/factors/totp/remove", Account),
    (POST, "/account/factors/passkeys/start", Account),
    (POST, "/account/factors/passkeys/finish", Account),
    (POST, "/account/factors/passkeys/<id>/remove", Account),
    (POST, "/account/factors/recovery", Account),
    (GET, "/sign-in/second-factor", BegunSession),
    (POST, "/sign-in/second-factor", BegunSession),
    (POST, "/sign-in/passkey/start", Nothing),
    (POST, "/sign-in/passkey/finish", Nothing),
    (POST, "/people/<id>/factors/remove", To(ManagePeople)),
    // The old app's addresses: what they lead to belongs to somebody now. Those that only lead elsewhere, and the choices
    // of its forms, tell nothing about anybody.
    (GET, "/generated/<name>", To(ReadReports)),
    (GET, "/hvac-mep/form", Nothing),
    (GET, "/hvac-mep/dropdowns", Nothing),
    (POST, "/hvac-mep/submit", To(Submit)),
    (POST, "/hvac-mep/submit-with-urls", To(Submit)),
    (POST, "/hvac-mep/upload-photo", To(Submit)),
    (POST, "/hvac-mep/save-draft", To(Submit)),
    (GET, "/hvac-mep/status/<id>", To(ReadSubmissions)),
    (GET, "/hvac-mep/generated/uploads/<name>", To(ReadSubmissions)),
    (GET, "/hvac-mep/generated/<name>", To(ReadReports)),
    (GET, "/cleaning", Nothing),
    (GET, "/cleaning/form", Nothing),
    (POST, "/cleaning/submit", To(Submit)),
    (POST, "/cleaning/submit-with-urls", To(Submit)),
    (POST, "/cleaning/upload-photo", To(Submit)),
    (GET, "/cleaning/job-status/<id>", To(ReadSubmissions)),
    (GET, "/civil/form", Nothing),
    (GET, "/civil/dropdowns", Nothing),
    (POST, "/civil/submit", To(Submit)),
    (POST, "/civil/submit-with-urls", To(Submit)),
    (POST, "/civil/upload-photo", To(Submit)),
    (POST, "/civil/save-draft", To(Submit)),
    (GET, "/civil/status/<id>", To(ReadSubmissions)),
    // Signing in, and one's own account. The token of the first start is the permission.
    (GET, "/sign-in", Nothing),
    (POST, "/sign-in", Nothing),
    (POST, "/sign-out", BegunSession),
    (GET, "/setup/<token>", Nothing),
    (POST, "/setup/<token>", Nothing),
    (GET, "/account", Account),
    (POST, "/account/organisation", Account),
    (GET, "/account/password", BegunSession),
    (POST, "/account/password", BegunSession),
    (GET, "/account/confirm", Account),
    (POST, "/account/confirm", Account),
    (GET, "/account/sessions", Account),
    (POST, "/account/sessions/<id>/end", Account),
    (POST, "/account/sessions/end-others", Account),
    // Tokens, and what programs do with them.
    (GET, "/tokens", To(UseTokens)),
    (POST, "/tokens", To(UseTokens)),
    (POST, "/tokens/<id>/revoke", To(UseTokens)),
    (GET, "/api", Account),
    (GET, "/api/v1/openapi.json", Nothing),
    (GET, "/api/v1/me", Account),
    (GET, "/api/v1/forms", To(Submit)),
    (GET, "/api/v1/forms/<module>", To(Submit)),
    (GET, "/api/v1/submissions", To(ReadReports)),
    (POST, "/api/v1/submissions/<module>", To(Submit)),
    (GET, "/api/v1/submissions/<id>", To(ReadSubmissions)),
    (POST, "/api/v1/submissions/<id>/reports", To(MakeReports)),
    (GET, "/api/v1/submissions/<id>/reports/<format>", To(ReadReports)),
    (POST, "/api/v1/uploads", To(Submit)),
    (GET, "/api/v1/uploads/<id>", To(ReadSubmissions)),
    (GET, "/api/v1/jobs/<id>", To(ReadSubmissions)),
];

/// What every address for programs begins with: its answers are JSON, whatever the client says that it takes.
const PROGRAMS: &str = "/api/v1/";

/// The addresses at which a token counts, by their beginning. Everything else (people, tokens, passwords, factors, the
/// organisation, history) is done by a person, so it is not in this list.
const WITH_TOKENS: &[&str] =
    &[PROGRAMS, "/forms/", "/uploads", "/submissions", "/jobs/", "/generated/", "/hvac-mep/", "/cleaning", "/civil/"];

pub fn is_for_programs(path: &str) -> bool {
    path.starts_with(PROGRAMS)
}

pub fn takes_tokens(path: &str) -> bool {
    WITH_TOKENS.iter().any(|beginning| path.starts_with(beginning))
}

/// Whether an address opens for somebody who has to set up a second factor first: only what is their own does.
pub fn opens_without_factor(path: &str) -> bool {
    ["/account", "/sign-in", "/sign-out"]
        .iter()
        .any(|own| path.strip_prefix(own).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}

static NEEDS: LazyLock<HashMap<(Method, &'static str), Need>> =
    LazyLock::new(|| TABLE.iter().map(|(method, path, need)| ((*method, *path), *need)).collect());

/// What a route asks for; none if the table forgets it.
pub fn need(route: &Route) -> Option<Need> {
    NEEDS.get(&(route.method, path_of(route))).copied()
}

/// The path of a route without its query.
pub fn path_of(route: &Route) -> &str {
    let whole = route.uri.as_str();
    whole.split_once('?').map_or(whole, |(path, _)| path)
}
