//! The lines of the pages that manage the forms of an organisation.

use super::access::Access::{self, Requires};
use crate::domain::access::Permission::ManageOrganisation;
use rocket::http::Method;

const GET: Method = Method::Get;
const POST: Method = Method::Post;

pub const TABLE: &[(Method, &str, Access)] = &[
    (GET, "/forms/manage", Requires(ManageOrganisation)),
    (POST, "/forms/manage", Requires(ManageOrganisation)),
    (POST, "/forms/manage/copy", Requires(ManageOrganisation)),
    (GET, "/forms/manage/<module>", Requires(ManageOrganisation)),
    (GET, "/forms/manage/<module>/edit", Requires(ManageOrganisation)),
    (POST, "/forms/manage/<module>/edit", Requires(ManageOrganisation)),
    (GET, "/forms/manage/<module>/edit/heading", Requires(ManageOrganisation)),
    (POST, "/forms/manage/<module>/edit/heading", Requires(ManageOrganisation)),
    (GET, "/forms/manage/<module>/edit/question", Requires(ManageOrganisation)),
    (POST, "/forms/manage/<module>/edit/question", Requires(ManageOrganisation)),
    (GET, "/forms/manage/<module>/edit/section", Requires(ManageOrganisation)),
    (POST, "/forms/manage/<module>/edit/section", Requires(ManageOrganisation)),
    (POST, "/forms/manage/<module>/edit/move", Requires(ManageOrganisation)),
    (POST, "/forms/manage/<module>/edit/remove", Requires(ManageOrganisation)),
    (POST, "/forms/manage/<module>/draft", Requires(ManageOrganisation)),
    (POST, "/forms/manage/<module>/publish", Requires(ManageOrganisation)),
    (POST, "/forms/manage/<module>/discard", Requires(ManageOrganisation)),
    (POST, "/forms/manage/<module>/retire", Requires(ManageOrganisation)),
    (POST, "/forms/manage/<module>/bring-back", Requires(ManageOrganisation)),
    (GET, "/forms/manage/<module>/preview", Requires(ManageOrganisation)),
    (GET, "/forms/manage/<module>/preview/form", Requires(ManageOrganisation)),
    (GET, "/forms/manage/<module>/form.xlsx", Requires(ManageOrganisation)),
    (GET, "/forms/manage/<module>/form.toml", Requires(ManageOrganisation)),
];
