//! `/account/factors` and what belongs to it: somebody's second factors, and the step of the sign-in that asks for one.

pub mod codes;
pub mod passkeys;
pub mod second;
pub mod show;
pub mod totp;

use crate::{
    app::App,
    services::sessions::Member,
    web::{
        context::{AccessDenied, RequestContext},
        error::Failed,
        return_to,
    },
};
use rocket::response::Redirect;
use std::sync::Arc;

pub const ADDRESS: &str = "/account/factors";

/// Who asks. The guard of these addresses lets nobody else in.
fn member(context: &RequestContext) -> Result<Arc<Member>, Failed> {
    context.member.clone().ok_or_else(|| Failed::not_let_in(AccessDenied::NotSignedIn, context))
}

/// Where somebody goes first who has not shown lately that it is them.
fn confirm_first(app: &App, member: &Member) -> Option<Redirect> {
    (!member.recently_reauthenticated(app.clock.now())).then(|| Redirect::to(confirm_address()))
}

fn confirm_address() -> String {
    format!("/account/confirm?next={ADDRESS}")
}

/// Where somebody goes on: an address of ours, whatever was asked for.
fn onward(wanted: &str) -> String {
    return_to::safe_return_path(Some(wanted)).unwrap_or("/").to_owned()
}
