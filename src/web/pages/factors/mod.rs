//! `/account/factors` and what belongs to it: somebody's second factors, and the step of the sign-in that asks for one.

pub mod codes;
pub mod passkeys;
pub mod second;
pub mod show;
pub mod totp;

use crate::{
    app::App,
    services::sessions::Member,
    web::guards::{Asked, NotLetIn},
};
use rocket::response::Redirect;
use std::sync::Arc;

use crate::web::error::Failed;

pub const ADDRESS: &str = "/account/factors";

/// Who asks. The guard of these addresses lets nobody else in.
fn member(asked: &Asked) -> Result<Arc<Member>, Failed> {
    asked.member.clone().ok_or_else(|| Failed::not_let_in(NotLetIn::NotSignedIn, asked))
}

/// Where somebody goes first who has not shown lately that it is them.
fn confirm_first(app: &App, member: &Member) -> Option<Redirect> {
    (!member.confirmed_lately(app.clock.now())).then(|| Redirect::to(confirm_address()))
}

fn confirm_address() -> String {
    format!("/account/confirm?next={ADDRESS}")
}

/// Where somebody goes on: an address of ours, whatever was asked for.
fn onward(next: &str) -> String {
    let ours = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains(['\\', '#'])
        && next.bytes().all(|b| b.is_ascii_graphic())
        && !next.starts_with("/sign-in");
    if ours { next.to_owned() } else { "/".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::onward;

    #[test]
    fn one_goes_on_within_the_app_only() {
        assert_eq!(onward("/submissions?q=a&lang=ar"), "/submissions?q=a&lang=ar");
        for elsewhere in [
            "",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "evil",
            "/a\r\nb",
            "/\t/evil",
            "/sign-in",
            "/é",
        ] {
            assert_eq!(onward(elsewhere), "/", "{elsewhere}");
        }
    }
}
