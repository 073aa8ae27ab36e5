//! Forgets the remembered members after each request that may have changed one, before its response is sent, so that a
//! revocation is in force for every request that follows.
//!
//! Deny by default: every request with an unsafe method counts, except for the addresses that only add submissions and
//! their files, which are requested often and change no member.

use super::permissions::{self, Access};
use crate::{app::App, domain::access::Permission};
use rocket::{
    Request, Response,
    fairing::{Fairing, Info, Kind},
    http::Method,
};
use std::sync::Arc;

/// The fairing.
pub struct ForgetChangedMembers;

#[rocket::async_trait]
impl Fairing for ForgetChangedMembers {
    fn info(&self) -> Info {
        Info { name: "forget changed members", kind: Kind::Response }
    }

    async fn on_response<'r>(&self, request: &'r Request<'_>, _response: &mut Response<'r>) {
        let access = request.route().and_then(permissions::access_of);
        if may_change_members(request.method(), access)
            && let Some(app) = request.rocket().state::<Arc<App>>()
        {
            app.members.forget_all();
        }
    }
}

fn may_change_members(method: Method, access: Option<Access>) -> bool {
    let is_safe = matches!(method, Method::Get | Method::Head | Method::Options);
    let only_submits =
        matches!(access, Some(Access::Requires(Permission::Submit) | Access::LegacyApi(Permission::Submit)));
    !is_safe && !only_submits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_reading_and_submitting_change_no_member() {
        let people = Some(Access::Requires(Permission::ManagePeople));
        for (method, access, changes) in [
            (Method::Get, people, false),
            (Method::Post, Some(Access::Requires(Permission::Submit)), false),
            (Method::Post, Some(Access::LegacyApi(Permission::Submit)), false),
            (Method::Post, people, true),
            (Method::Delete, Some(Access::Account), true),
            (Method::Post, Some(Access::Public), true),
            (Method::Post, None, true),
        ] {
            assert_eq!(may_change_members(method, access), changes, "{method} {access:?}");
        }
    }
}
