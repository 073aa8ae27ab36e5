//! `/account/factors` and `/sign-in/second-factor`: the second factors of a member, and the step of the sign-in that
//! requires one.

pub mod codes;
pub mod passkeys;
pub mod second;
pub mod show;
pub mod totp;

use crate::{
    app::App,
    services::sessions::Member,
    web::{context::RequestContext, error::ErrorResponse, rejection::AccessDenied, return_to},
};
use rocket::response::Redirect;
use std::sync::Arc;

pub const ADDRESS: &str = "/account/factors";

/// The signed-in member; authorization requires one at these paths.
fn member(context: &RequestContext) -> Result<Arc<Member>, ErrorResponse> {
    context.member.clone().ok_or_else(|| AccessDenied::NotSignedIn.into())
}

/// The redirect to confirm the password, unless it was confirmed recently.
fn confirm_first(app: &App, member: &Member) -> Option<Redirect> {
    (!member.recently_reauthenticated(app.clock.now())).then(|| Redirect::to(confirm_address()))
}

fn confirm_address() -> String {
    format!("/account/confirm?next={ADDRESS}")
}

/// The page to continue at: always a path of this application.
fn next_path(wanted: &str) -> String {
    return_to::safe_return_path(Some(wanted)).unwrap_or("/").to_owned()
}
