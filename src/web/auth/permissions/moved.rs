//! The access table for paths that pages had before: redirects, whose new paths decide about access.

use super::access::Access::{self, *};
use rocket::http::Method;

const GET: Method = Method::Get;
const POST: Method = Method::Post;

pub const TABLE: &[(Method, &str, Access)] = &[
    (GET, "/genuine/<code>", Public),
    (POST, "/genuine/<code>", Public),
    (GET, "/forgotten", Public),
    (POST, "/forgotten", Public),
    (GET, "/reset/<token>", Public),
    (POST, "/reset/<token>", Public),
    (GET, "/admin/migration/desk", Public),
    (GET, "/admin/migration/desk/<id>", Public),
    (POST, "/admin/migration/desk/<id>/assign", Public),
    (POST, "/admin/migration/desk/<id>/retry", Public),
    (POST, "/admin/migration/desk/<id>/set-aside", Public),
    (POST, "/admin/migration/desk/<id>/settle", Public),
    (GET, "/moderation", Public),
    (GET, "/moderation/<id>", Public),
    (POST, "/moderation/<id>/accept", Public),
    (POST, "/moderation/<id>/refuse", Public),
    (GET, "/moderation/uploads/<id>", Public),
    (GET, "/moderation/uploads/<id>/thumb", Public),
];
