//! Which permission each address asks for: one line for every route. What each role may do stands in `domain::access`.
//!
//! Deny by default: an address without a line opens for nobody, and `tests/integration/routes.rs` fails for it.

use crate::domain::access::Permission;
use rocket::{Route, http::Method};
use std::{collections::HashMap, sync::LazyLock};

/// Who may ask for an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everybody, also without an account. What they may see is decided by what they hold, such as a signed link.
    Public,
    /// Somebody who has shown a password, and perhaps not yet the second factor.
    PendingSession,
    /// Anybody who is signed in.
    Account,
    /// A member whose role may do this.
    Requires(Permission),
    /// The same, in the organisation that the old app's files belong to.
    RequiresInHomeTenant(Permission),
}

use {Access::*, Permission::*};

const GET: Method = Method::Get;
const POST: Method = Method::Post;

/// The method, the path as Rocket writes it (without its query), and what it asks for.
pub const TABLE: &[(Method, &str, Access)] = &[
    (GET, "/robots.txt", Public),
    (GET, "/static/service-worker.js", Public),
    (GET, "/static/<hash>/<path..>", Public),
    (GET, "/health", Public),
    (GET, "/health/live", Public),
    (GET, "/health/ready", Public),
    (GET, "/", Account),
    (GET, "/offline", Public),
    (GET, "/forms/<module>", Requires(Submit)),
    (POST, "/forms/<module>", Requires(Submit)),
    (POST, "/uploads", Requires(Submit)),
    (GET, "/uploads/<id>", Requires(ReadSubmissions)),
    (GET, "/uploads/<id>/thumb", Requires(ReadSubmissions)),
    (GET, "/submissions", Requires(ReadReports)),
    (GET, "/submissions.csv", Requires(Export)),
    // Whoever reads reports only is shown no answers there.
    (GET, "/submissions/<id>", Requires(ReadReports)),
    (POST, "/submissions/<id>/reports", Requires(MakeReports)),
    (GET, "/jobs/<id>", Requires(ReadSubmissions)),
    (POST, "/jobs/<id>/retry", Requires(MakeReports)),
    (GET, "/jobs/<id>/events", Requires(ReadSubmissions)),
    // A member's own downloads: their session is the permission.
    (GET, "/submissions/<id>/report.pdf", Requires(ReadReports)),
    (GET, "/submissions/<id>/report.xlsx", Requires(ReadReports)),
    (POST, "/submissions/<id>/links", Requires(ShareReports)),
    (POST, "/submissions/<id>/links/<link>/expiry", Requires(ShareReports)),
    (POST, "/submissions/<id>/links/<link>/revoke", Requires(ShareReports)),
    // The signature of the link is the permission.
    (GET, "/reports/<token>", Public),
    (GET, "/reports/<token>/<name>", Public),
    (POST, "/reports/<token>/<name>", Public),
    // Whoever holds a report has its code.
    (GET, "/genuine/<code>", Public),
    (POST, "/genuine/<code>", Public),
    // Jobs of every organisation and of the system.
    (GET, "/admin/jobs", RequiresInHomeTenant(ManageJobs)),
    (POST, "/admin/jobs/<id>/retry", RequiresInHomeTenant(ManageJobs)),
    (POST, "/admin/jobs/<id>/cancel", RequiresInHomeTenant(ManageJobs)),
    (POST, "/admin/jobs/periodic/<name>/run", RequiresInHomeTenant(ManageJobs)),
    (GET, "/audit", Requires(ReadAudit)),
    (GET, "/audit.csv", Requires(ReadAudit)),
    (GET, "/audit.jsonl", Requires(ReadAudit)),
    // People, and what the organisation decides for itself.
    (GET, "/people", Requires(ManagePeople)),
    (POST, "/people/invitations", Requires(ManagePeople)),
    (POST, "/people/invitations/<id>/revoke", Requires(ManagePeople)),
    (GET, "/people/<id>", Requires(ManagePeople)),
    (POST, "/people/<id>", Requires(ManagePeople)),
    (POST, "/people/<id>/suspend", Requires(ManagePeople)),
    (POST, "/people/<id>/take-back", Requires(ManagePeople)),
    (POST, "/people/<id>/end-sessions", Requires(ManagePeople)),
    (POST, "/people/<id>/reset-link", Requires(ManagePeople)),
    (GET, "/organisation", Requires(ManageOrganisation)),
    (POST, "/organisation", Requires(ManageOrganisation)),
    // The token of the link is the permission.
    (GET, "/join/<token>", Public),
    (POST, "/join/<token>", Public),
    (GET, "/reset/<token>", Public),
    (POST, "/reset/<token>", Public),
    (GET, "/forgotten", Public),
    (POST, "/forgotten", Public),
    // Forms without an account: the address of the link is the permission.
    (GET, "/public/<token>", Public),
    (POST, "/public/<token>", Public),
    (POST, "/public/<token>/uploads", Public),
    (GET, "/public/<token>/uploads/<id>", Public),
    (GET, "/public/<token>/uploads/<id>/thumb", Public),
    (GET, "/public/<token>/received/<id>", Public),
    (GET, "/public-links", Requires(ManageOrganisation)),
    (POST, "/public-links", Requires(ManageOrganisation)),
    (GET, "/public-links/<id>", Requires(ManageOrganisation)),
    (POST, "/public-links/<id>/revoke", Requires(ManageOrganisation)),
    (GET, "/privacy", Account),
    (POST, "/privacy/export", Account),
    // Signed, and for the person or whoever asked for it.
    (GET, "/privacy/exports/<token>", Account),
    (GET, "/privacy/people/<person>", Requires(ManagePeople)),
    (POST, "/privacy/people/<person>/export", Requires(ManagePeople)),
    (POST, "/privacy/people/<person>/erase", Requires(ManagePeople)),
    (GET, "/submissions/<id>/erase", Requires(ManageOrganisation)),
    (POST, "/submissions/<id>/erase", Requires(ManageOrganisation)),
    (GET, "/moderation", Requires(Moderate)),
    (GET, "/moderation/<id>", Requires(Moderate)),
    (POST, "/moderation/<id>/accept", Requires(Moderate)),
    (POST, "/moderation/<id>/refuse", Requires(Moderate)),
    (GET, "/moderation/uploads/<id>", Requires(Moderate)),
    (GET, "/moderation/uploads/<id>/thumb", Requires(Moderate)),
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
    (GET, "/sign-in/second-factor", PendingSession),
    (POST, "/sign-in/second-factor", PendingSession),
    (POST, "/sign-in/passkey/start", Public),
    (POST, "/sign-in/passkey/finish", Public),
    (POST, "/people/<id>/factors/remove", Requires(ManagePeople)),
    // Signing in, and one's own account. The token of the first start is the permission.
    (GET, "/sign-in", Public),
    (POST, "/sign-in", Public),
    (POST, "/sign-out", PendingSession),
    (GET, "/setup/<token>", Public),
    (POST, "/setup/<token>", Public),
    (GET, "/account", Account),
    (POST, "/account/organisation", Account),
    (GET, "/account/password", PendingSession),
    (POST, "/account/password", PendingSession),
    (GET, "/account/confirm", Account),
    (POST, "/account/confirm", Account),
    (GET, "/account/sessions", Account),
    (POST, "/account/sessions/<id>/end", Account),
    (POST, "/account/sessions/end-others", Account),
    // Tokens, and what programs do with them.
    (GET, "/tokens", Requires(UseTokens)),
    (POST, "/tokens", Requires(UseTokens)),
    (POST, "/tokens/<id>/revoke", Requires(UseTokens)),
    (GET, "/api", Account),
    (GET, "/api/v1/openapi.json", Public),
    (GET, "/api/v1/me", Account),
    (GET, "/api/v1/forms", Requires(Submit)),
    (GET, "/api/v1/forms/<module>", Requires(Submit)),
    (GET, "/api/v1/submissions", Requires(ReadReports)),
    (POST, "/api/v1/submissions/<module>", Requires(Submit)),
    (GET, "/api/v1/submissions/<id>", Requires(ReadSubmissions)),
    (POST, "/api/v1/submissions/<id>/reports", Requires(MakeReports)),
    (GET, "/api/v1/submissions/<id>/reports/<format>", Requires(ReadReports)),
    (POST, "/api/v1/uploads", Requires(Submit)),
    (GET, "/api/v1/uploads/<id>", Requires(ReadSubmissions)),
    (GET, "/api/v1/jobs/<id>", Requires(ReadSubmissions)),
];

/// The same for the pages of the migration and the addresses of the old app.
#[cfg(feature = "migration")]
pub const MIGRATION_TABLE: &[(Method, &str, Access)] = &[
    // History, for the organisation that it belongs to.
    (GET, "/admin/migration", RequiresInHomeTenant(Migrate)),
    (GET, "/admin/migration/now", RequiresInHomeTenant(Migrate)),
    (POST, "/admin/migration/verify", RequiresInHomeTenant(Migrate)),
    (GET, "/admin/migration/desk", RequiresInHomeTenant(Migrate)),
    (GET, "/admin/migration/desk/<id>", RequiresInHomeTenant(Migrate)),
    (POST, "/admin/migration/desk/<id>/assign", RequiresInHomeTenant(Migrate)),
    (POST, "/admin/migration/desk/<id>/retry", RequiresInHomeTenant(Migrate)),
    (POST, "/admin/migration/desk/<id>/set-aside", RequiresInHomeTenant(Migrate)),
    (POST, "/admin/migration/desk/<id>/settle", RequiresInHomeTenant(Migrate)),
    (POST, "/admin/migration/differences/<id>/settle", RequiresInHomeTenant(Migrate)),
    (POST, "/admin/migration/archives", RequiresInHomeTenant(Migrate)),
    (POST, "/admin/migration/archives/<id>/remove", RequiresInHomeTenant(Migrate)),
    (POST, "/admin/migration/archives/<id>/restore", RequiresInHomeTenant(Migrate)),
    (POST, "/admin/migration/imports", RequiresInHomeTenant(Migrate)),
    (POST, "/admin/migration/imports/<id>/pause", RequiresInHomeTenant(Migrate)),
    (POST, "/admin/migration/imports/<id>/resume", RequiresInHomeTenant(Migrate)),
    (POST, "/admin/migration/imports/<id>/stop", RequiresInHomeTenant(Migrate)),
    (POST, "/admin/migration/imports/<id>/throttle", RequiresInHomeTenant(Migrate)),
    (POST, "/admin/migration/modules/<module>/enter", RequiresInHomeTenant(Migrate)),
    (POST, "/admin/migration/modules/<module>/forward", RequiresInHomeTenant(Migrate)),
    (POST, "/admin/migration/modules/<module>/override", RequiresInHomeTenant(Migrate)),
    (POST, "/admin/migration/modules/<module>/back", RequiresInHomeTenant(Migrate)),
    // The old app's addresses: what they lead to belongs to somebody now. Those that only lead elsewhere, and the choices
    // of its forms, tell nothing about anybody.
    (GET, "/generated/<name>", Requires(ReadReports)),
    (GET, "/hvac-mep/form", Public),
    (GET, "/hvac-mep/dropdowns", Public),
    (POST, "/hvac-mep/submit", Requires(Submit)),
    (POST, "/hvac-mep/submit-with-urls", Requires(Submit)),
    (POST, "/hvac-mep/upload-photo", Requires(Submit)),
    (POST, "/hvac-mep/save-draft", Requires(Submit)),
    (GET, "/hvac-mep/status/<id>", Requires(ReadSubmissions)),
    (GET, "/hvac-mep/generated/uploads/<name>", Requires(ReadSubmissions)),
    (GET, "/hvac-mep/generated/<name>", Requires(ReadReports)),
    (GET, "/cleaning", Public),
    (GET, "/cleaning/form", Public),
    (POST, "/cleaning/submit", Requires(Submit)),
    (POST, "/cleaning/submit-with-urls", Requires(Submit)),
    (POST, "/cleaning/upload-photo", Requires(Submit)),
    (GET, "/cleaning/job-status/<id>", Requires(ReadSubmissions)),
    (GET, "/civil/form", Public),
    (GET, "/civil/dropdowns", Public),
    (POST, "/civil/submit", Requires(Submit)),
    (POST, "/civil/submit-with-urls", Requires(Submit)),
    (POST, "/civil/upload-photo", Requires(Submit)),
    (POST, "/civil/save-draft", Requires(Submit)),
    (GET, "/civil/status/<id>", Requires(ReadSubmissions)),
];

#[cfg(not(feature = "migration"))]
pub const MIGRATION_TABLE: &[(Method, &str, Access)] = &[];

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

static NEEDS: LazyLock<HashMap<(Method, &'static str), Access>> = LazyLock::new(|| {
    let lines = TABLE.iter().chain(MIGRATION_TABLE);
    lines.map(|(method, path, access)| ((*method, *path), *access)).collect()
});

/// What a route asks for; none if the table forgets it.
pub fn need(route: &Route) -> Option<Access> {
    NEEDS.get(&(route.method, path_of(route))).copied()
}

/// The path of a route without its query.
pub fn path_of(route: &Route) -> &str {
    let whole = route.uri.as_str();
    whole.split_once('?').map_or(whole, |(path, _)| path)
}
