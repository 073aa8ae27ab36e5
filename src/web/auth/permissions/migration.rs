//! The access table for the pages of the migration and the addresses of the legacy app.

use super::access::Access::{self, *};
use crate::domain::access::Permission::*;
use rocket::http::Method;

const GET: Method = Method::Get;
const POST: Method = Method::Post;

/// The same for the pages of the migration and the addresses of the legacy app.
pub const TABLE: &[(Method, &str, Access)] = &[
    (GET, "/api/v1/migration", RequiresInHomeTenant(Migrate)),
    (GET, "/api/v1/migration/review", RequiresInHomeTenant(Migrate)),
    // The migration, for the organisation that the old files belong to.
    (GET, "/admin/migration", RequiresInHomeTenant(Migrate)),
    (GET, "/admin/migration/now", RequiresInHomeTenant(Migrate)),
    (POST, "/admin/migration/verify", RequiresInHomeTenant(Migrate)),
    (GET, "/admin/migration/review", RequiresInHomeTenant(Migrate)),
    (GET, "/admin/migration/review.csv", RequiresInHomeTenant(Migrate)),
    (POST, "/admin/migration/review/all", RequiresInHomeTenant(Migrate)),
    (GET, "/admin/migration/review/<id>", RequiresInHomeTenant(Migrate)),
    (POST, "/admin/migration/review/<id>/assign", RequiresInHomeTenant(Migrate)),
    (POST, "/admin/migration/review/<id>/retry", RequiresInHomeTenant(Migrate)),
    (POST, "/admin/migration/review/<id>/set-aside", RequiresInHomeTenant(Migrate)),
    (POST, "/admin/migration/review/<id>/settle", RequiresInHomeTenant(Migrate)),
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
    (POST, "/admin/migration/modules/<module>/confirm", RequiresInHomeTenant(Migrate)),
    (POST, "/admin/migration/modules/<module>/back", RequiresInHomeTenant(Migrate)),
    (POST, "/admin/migration/modules/<module>/open", RequiresInHomeTenant(Migrate)),
    (POST, "/admin/migration/modules/<module>/close", RequiresInHomeTenant(Migrate)),
    (POST, "/admin/migration/modules/<module>/keys", RequiresInHomeTenant(Migrate)),
    (POST, "/admin/migration/modules/<module>/keys/<id>/revoke", RequiresInHomeTenant(Migrate)),
    // The legacy app's addresses. Redirects and the choices of its forms contain no personal data.
    (GET, "/generated/<name>", LegacyApi(ReadReports)),
    (GET, "/hvac-mep/form", Public),
    (GET, "/hvac-mep/dropdowns", Public),
    (POST, "/hvac-mep/submit", LegacyApi(Submit)),
    (POST, "/hvac-mep/submit-with-urls", LegacyApi(Submit)),
    (POST, "/hvac-mep/upload-photo", LegacyApi(Submit)),
    (POST, "/hvac-mep/save-draft", LegacyApi(Submit)),
    (GET, "/hvac-mep/status/<id>", LegacyApi(ReadSubmissions)),
    (GET, "/hvac-mep/generated/uploads/<name>", LegacyApi(ReadSubmissions)),
    (GET, "/hvac-mep/generated/<name>", LegacyApi(ReadReports)),
    (GET, "/cleaning", Public),
    (GET, "/cleaning/form", Public),
    (POST, "/cleaning/submit", LegacyApi(Submit)),
    (POST, "/cleaning/submit-with-urls", LegacyApi(Submit)),
    (POST, "/cleaning/upload-photo", LegacyApi(Submit)),
    (GET, "/cleaning/job-status/<id>", LegacyApi(ReadSubmissions)),
    (GET, "/civil/form", Public),
    (GET, "/civil/dropdowns", Public),
    (POST, "/civil/submit", LegacyApi(Submit)),
    (POST, "/civil/submit-with-urls", LegacyApi(Submit)),
    (POST, "/civil/upload-photo", LegacyApi(Submit)),
    (POST, "/civil/save-draft", LegacyApi(Submit)),
    (GET, "/civil/status/<id>", LegacyApi(ReadSubmissions)),
];
