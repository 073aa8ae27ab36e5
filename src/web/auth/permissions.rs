//! The access table: what each address requires, one line for every route. The permissions of each role are in
//! `domain::access`.
//!
//! Invariant: deny by default. An address without a line is denied to everyone, and `tests/integration/routes.rs`
//! fails.

mod access;
mod addresses;
mod forms;
#[cfg(feature = "migration")]
mod migration;
mod moved;

pub use access::Access;
pub use addresses::{accepts_tokens, allowed_without_factor, is_api, is_at_or_below};

use crate::domain::access::Permission;
use rocket::{Route, http::Method};
use std::{collections::HashMap, sync::LazyLock};

use {Access::*, Permission::*};

const GET: Method = Method::Get;
const POST: Method = Method::Post;

/// The method, the path as Rocket writes it (without its query), and what it requires.
const TABLE: &[(Method, &str, Access)] = &[
    (GET, "/robots.txt", Public),
    (GET, "/static/service-worker.js", Public),
    (GET, "/static/<hash>/<path..>", Public),
    (GET, "/health", Public),
    (GET, "/health/live", Public),
    (GET, "/health/ready", Public),
    // The token of the settings grants access.
    (GET, "/metrics", Public),
    (GET, "/", Account),
    (GET, "/service-worker.js", Public),
    (GET, "/app.webmanifest", Public),
    // The same for everybody, because devices keep them.
    (GET, "/offline", Public),
    (GET, "/more", Account),
    #[cfg(debug_assertions)]
    (GET, "/_kit", Public),
    (GET, "/forms", Requires(Submit)),
    (GET, "/outbox", Public),
    (GET, "/offline/session", Account),
    (GET, "/offline/forms/<module>", Requires(Submit)),
    (GET, "/offline/submissions/<id>/correct", Requires(Submit)),
    (GET, "/forms/<module>", Requires(Submit)),
    (POST, "/forms/<module>", Requires(Submit)),
    // Of submissions that the member may read.
    (GET, "/suggestions/<module>", Requires(Submit)),
    (GET, "/suggestions/<module>/last-visit", Requires(Submit)),
    (POST, "/uploads", Requires(Submit)),
    (GET, "/uploads/<id>", Requires(ReadSubmissions)),
    (GET, "/uploads/<id>/thumb", Requires(ReadSubmissions)),
    (GET, "/uploads/<id>/original", Requires(ReadSubmissions)),
    // The signed token of the photo, with a valid link to its report, grants access.
    (GET, "/photos/<token>", Public),
    (GET, "/submissions", Requires(ReadReports)),
    (GET, "/submissions.csv", Requires(Export)),
    // Without ReadSubmissions the response contains no answers.
    (GET, "/submissions/<id>", Requires(ReadReports)),
    (GET, "/submissions/<id>/photos/<upload>", Requires(ReadSubmissions)),
    (GET, "/submissions/<id>/revisions/<revision>", Requires(ReadSubmissions)),
    // Of a submission that the member sent; of others for managers.
    (GET, "/submissions/<id>/correct", Requires(Submit)),
    (GET, "/submissions/<id>/revisions/<revision>/correct", Requires(Submit)),
    (POST, "/submissions/<id>/revisions/<revision>/correct", Requires(Submit)),
    (GET, "/comments/<id>", Requires(ReadSubmissions)),
    (POST, "/comments/<id>", Requires(ReadSubmissions)),
    (POST, "/comments/<id>/<comment>/edit", Requires(ReadSubmissions)),
    (POST, "/comments/<id>/<comment>/delete", Requires(ReadSubmissions)),
    (GET, "/comments/<id>/photos/<photo>", Requires(ReadSubmissions)),
    (GET, "/comments/<id>/photos/<photo>/thumb", Requires(ReadSubmissions)),
    // The approval flow of the submission says who decides.
    (GET, "/review", Requires(ReadSubmissions)),
    (POST, "/review", Requires(ReadSubmissions)),
    (POST, "/review/<id>", Requires(ReadSubmissions)),
    (POST, "/review/signature/delete", Requires(ReadSubmissions)),
    (GET, "/review/<id>/signatures/<step>", Requires(ReadSubmissions)),
    (GET, "/submissions/<id>/responses/<response>/signature", Requires(ReadSubmissions)),
    (POST, "/submissions/<id>/reports", Requires(MakeReports)),
    (POST, "/submissions/<id>/settle", Requires(MakeReports)),
    (POST, "/submissions/settle-failed", Requires(ManageOrganisation)),
    (GET, "/jobs/<id>", Requires(ReadSubmissions)),
    (POST, "/jobs/<id>/retry", Requires(MakeReports)),
    (GET, "/jobs/<id>/events", Requires(ReadSubmissions)),
    // A member's own downloads: their session is the permission.
    (GET, "/submissions/<id>/report.pdf", Requires(ReadReports)),
    (GET, "/submissions/<id>/report.photos.pdf", Requires(ReadReports)),
    (GET, "/submissions/<id>/report.xlsx", Requires(ReadReports)),
    (GET, "/submissions/<id>/revisions/<revision>/report.pdf", Requires(ReadReports)),
    (GET, "/submissions/<id>/revisions/<revision>/report.xlsx", Requires(ReadReports)),
    (POST, "/submissions/<id>/links", Requires(ShareReports)),
    (POST, "/submissions/<id>/links/<link>/expiry", Requires(ShareReports)),
    (POST, "/submissions/<id>/links/<link>/revoke", Requires(ShareReports)),
    (POST, "/submissions/<id>/report-links/revoke", Requires(ShareReports)),
    // The signed token of the link grants access.
    (GET, "/reports/<token>", Public),
    (GET, "/reports/<token>/<name>", Public),
    (POST, "/reports/<token>/<name>", Public),
    (POST, "/reports/<token>/response", Public),
    (GET, "/reports/<token>/photos/<photo>", Public),
    (GET, "/reports/<token>/photos/<photo>/thumb", Public),
    // The code is printed on the report.
    (GET, "/verify/<code>", Public),
    (POST, "/verify/<code>", Public),
    // Jobs of every organisation and of the system.
    (GET, "/admin/jobs", RequiresInHomeTenant(ManageJobs)),
    (POST, "/admin/jobs/<id>/retry", RequiresInHomeTenant(ManageJobs)),
    (POST, "/admin/jobs/<id>/cancel", RequiresInHomeTenant(ManageJobs)),
    (POST, "/admin/jobs/periodic/<name>/run", RequiresInHomeTenant(ManageJobs)),
    (GET, "/audit", Requires(ReadAudit)),
    (GET, "/audit.csv", Requires(ReadAudit)),
    (GET, "/audit.jsonl", Requires(ReadAudit)),
    // People and settings of the organisation.
    (GET, "/people", Requires(ManagePeople)),
    (POST, "/people/scope-notice", Requires(ManagePeople)),
    (POST, "/people/invitations", Requires(ManagePeople)),
    (POST, "/people/invitations/<id>/revoke", Requires(ManagePeople)),
    (GET, "/people/<id>", Requires(ManagePeople)),
    (POST, "/people/<id>", Requires(ManagePeople)),
    (POST, "/people/<id>/suspend", Requires(ManagePeople)),
    (POST, "/people/<id>/take-back", Requires(ManagePeople)),
    (POST, "/people/<id>/end-sessions", Requires(ManagePeople)),
    (POST, "/people/<id>/reset-link", Requires(ManagePeople)),
    (GET, "/people/<id>/absence", Requires(ManagePeople)),
    (POST, "/people/<id>/absence", Requires(ManagePeople)),
    (POST, "/people/<id>/absence/<absence>/end", Requires(ManagePeople)),
    (GET, "/organisation", Requires(ManageOrganisation)),
    (POST, "/organisation", Requires(ManageOrganisation)),
    (GET, "/organisation/branding", Requires(ManageOrganisation)),
    (POST, "/organisation/branding", Requires(ManageOrganisation)),
    (GET, "/organisation/approval", Requires(ManageOrganisation)),
    (GET, "/organisation/approval/<module>", Requires(ManageOrganisation)),
    (POST, "/organisation/approval/<module>", Requires(ManageOrganisation)),
    // Where the organisation sends what happens.
    (GET, "/webhooks", Requires(ManageOrganisation)),
    (POST, "/webhooks", Requires(ManageOrganisation)),
    (GET, "/webhooks/<id>", Requires(ManageOrganisation)),
    (POST, "/webhooks/<id>", Requires(ManageOrganisation)),
    (POST, "/webhooks/<id>/switch", Requires(ManageOrganisation)),
    (POST, "/webhooks/<id>/secret", Requires(ManageOrganisation)),
    (POST, "/webhooks/<id>/test", Requires(ManageOrganisation)),
    (POST, "/webhooks/<id>/replay", Requires(ManageOrganisation)),
    (POST, "/webhooks/<id>/deliveries/<delivery>/send", Requires(ManageOrganisation)),
    (POST, "/webhooks/<id>/delete", Requires(ManageOrganisation)),
    // Every page of a member shows the logo and leads to the own notifications.
    (GET, "/organisation/logo", Account),
    (GET, "/notifications", Account),
    (POST, "/notifications/read", Account),
    // The token of the link grants access.
    (GET, "/join/<token>", Public),
    (POST, "/join/<token>", Public),
    (GET, "/password-reset/<token>", Public),
    (POST, "/password-reset/<token>", Public),
    (GET, "/password-reset", Public),
    (POST, "/password-reset", Public),
    // Forms without an account: the token of the link grants access.
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
    // A signed token, valid for the person and for who requested the export.
    (GET, "/privacy/exports/<token>", Account),
    (GET, "/privacy/people/<person>", Requires(ManagePeople)),
    (POST, "/privacy/people/<person>/export", Requires(ManagePeople)),
    (POST, "/privacy/people/<person>/erase", Requires(ManagePeople)),
    (GET, "/submissions/<id>/erase", Requires(ManageOrganisation)),
    (POST, "/submissions/<id>/erase", Requires(ManageOrganisation)),
    // Actions: who reads answers reads them, who sends forms works on them, who decides verifies and changes them.
    (GET, "/actions", Requires(ReadSubmissions)),
    (GET, "/actions/board", Requires(ReadSubmissions)),
    (GET, "/actions.xlsx", Requires(Export)),
    (GET, "/actions/new", Requires(Submit)),
    (POST, "/actions", Requires(Submit)),
    (GET, "/actions/<id>", Requires(ReadSubmissions)),
    (POST, "/actions/<id>", Requires(Moderate)),
    (GET, "/actions/<id>/photos/<photo>", Requires(ReadSubmissions)),
    (GET, "/actions/<id>/photos/<photo>/thumb", Requires(ReadSubmissions)),
    (POST, "/actions/<id>/comments", Requires(Submit)),
    (POST, "/actions/<id>/work", Requires(Submit)),
    (POST, "/actions/<id>/decision", Requires(Moderate)),
    (GET, "/pending-submissions", Requires(Moderate)),
    (GET, "/pending-submissions/<id>", Requires(Moderate)),
    (POST, "/pending-submissions/<id>/accept", Requires(Moderate)),
    (POST, "/pending-submissions/<id>/refuse", Requires(Moderate)),
    (GET, "/pending-submissions/uploads/<id>", Requires(Moderate)),
    (GET, "/pending-submissions/uploads/<id>/thumb", Requires(Moderate)),
    // Second factors: the own ones, the second step of the sign-in, and the sign-in with a passkey alone.
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
    // Sign-in and the own account. The token of the first start grants access to the setup.
    (GET, "/sign-in", Public),
    (POST, "/sign-in", Public),
    (POST, "/sign-out", PendingSession),
    // The sign-in of a form whose session has ended.
    (GET, "/sign-in/dialog", Public),
    (GET, "/account/signed-in", Account),
    (GET, "/setup/<token>", Public),
    (POST, "/setup/<token>", Public),
    (POST, "/setup-checklist/<item>/dismiss", Requires(ManageOrganisation)),
    (GET, "/account", Account),
    (POST, "/account/organisation", Account),
    (POST, "/account/time-zone", Account),
    (GET, "/account/absence", Requires(ReadSubmissions)),
    (POST, "/account/absence", Requires(ReadSubmissions)),
    (POST, "/account/absence/<absence>/end", Requires(ReadSubmissions)),
    (GET, "/account/notifications", Account),
    (POST, "/account/notifications", Account),
    (GET, "/account/password", PendingSession),
    (POST, "/account/password", PendingSession),
    (GET, "/account/confirm", Account),
    (POST, "/account/confirm", Account),
    (GET, "/account/sessions", Account),
    (POST, "/account/sessions/<id>/end", Account),
    (POST, "/account/sessions/end-others", Account),
    // API tokens, and the API.
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
    (GET, "/api/v1/audit", Requires(ReadAudit)),
];

#[cfg(feature = "migration")]
use migration::TABLE as MIGRATION_TABLE;
#[cfg(not(feature = "migration"))]
const MIGRATION_TABLE: &[(Method, &str, Access)] = &[];

/// Every line of all tables.
pub fn lines() -> impl Iterator<Item = &'static (Method, &'static str, Access)> {
    TABLE.iter().chain(forms::TABLE).chain(moved::TABLE).chain(MIGRATION_TABLE)
}

static BY_ROUTE: LazyLock<HashMap<(Method, &'static str), Access>> =
    LazyLock::new(|| lines().map(|(method, path, access)| ((*method, *path), *access)).collect());

/// What a route requires; none if it has no line.
pub fn access_of(route: &Route) -> Option<Access> {
    BY_ROUTE.get(&(route.method, path_of(route))).copied()
}

/// What the page at an address without parameters requires; none if there is no such page.
pub fn access_of_page(path: &str) -> Option<Access> {
    BY_ROUTE.get(&(Method::Get, path)).copied()
}

/// The path of a route without its query.
pub fn path_of(route: &Route) -> &str {
    let uri = route.uri.as_str();
    uri.split_once('?').map_or(uri, |(path, _)| path)
}
