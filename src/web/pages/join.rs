//! `/join/<token>`: what an invitation leads to.

use crate::{
    domain::{
        password,
        problem::{Conflict, Problem},
    },
    services::{
        invitations::{self, Invitation},
        sessions::SessionState,
    },
    web::{
        body::Form,
        context::{AppState, RequestContext},
        error::{self, Failed},
        session,
        view::{
            layout::{Layout, Nav},
            refused::Refused,
            words::Words,
        },
    },
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::{
    FromForm, get,
    http::{CookieJar, Status},
    post,
    response::{Redirect, Responder},
};

/// As long as a name may be.
const NAME_CHARS: usize = 200;

/// How somebody comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Under a name and a password of their own.
    New,
    /// Signed in to the account with this address.
    Account,
    /// There is such an account, and nobody is signed in.
    SignIn,
    /// Somebody else is signed in.
    OtherAccount,
}

#[derive(Template, WebTemplate)]
#[template(path = "join/show.html")]
pub struct JoinPage {
    layout: Layout,
    refused: Refused,
    action: String,
    organisation: String,
    email: String,
    role: &'static str,
    role_about: &'static str,
    way: Way,
    full_name: String,
}

/// What somebody new says of themselves, and nothing else.
#[derive(FromForm)]
pub struct JoinForm<'r> {
    #[field(default = "")]
    full_name: &'r str,
    #[field(default = "")]
    password: &'r str,
    #[field(default = "")]
    password_again: &'r str,
}

#[derive(Responder)]
pub enum Joined {
    In(Box<Redirect>),
    Again((Status, Box<JoinPage>)),
}

#[get("/join/<token>")]
pub async fn show(app: &AppState, context: RequestContext, token: &str) -> Result<JoinPage, Failed> {
    let invitation = invitations::look(app, token).await.map_err(|problem| Failed::new(problem, &context))?;
    let layout = Layout::new(&context, Nav::Elsewhere, Words::of(context.lang).people.join.title);
    Ok(JoinPage::new(&context, layout, token, invitation, "", Refused::default()))
}

#[post("/join/<token>", data = "<typed>")]
pub async fn join(
    app: &AppState,
    context: RequestContext,
    cookies: &CookieJar<'_>,
    token: &str,
    typed: Form<JoinForm<'_>>,
) -> Result<Joined, Failed> {
    let failed = |problem| Failed::new(problem, &context);
    let invitation = invitations::look(app, token).await.map_err(failed)?;
    let words = &Words::of(context.lang).people;
    let mut refused = Refused::default();
    let mut status = Status::UnprocessableEntity;
    let joined = match (way(&context, &invitation), context.member.as_deref()) {
        (Way::New, _) => {
            let name = typed.full_name.trim();
            if name.is_empty() || name.chars().count() > NAME_CHARS || name.chars().any(char::is_control) {
                refused.add("full_name", words.people.bad_name);
            }
            let own = [name, invitation.email.as_str(), invitation.organisation.as_str()];
            if let Err(weak) = password::judge(typed.password, &own) {
                refused.add("password", weak.sentence(context.lang));
            } else if typed.password != typed.password_again {
                refused.add("password_again", words.people.passwords_differ);
            }
            if refused.is_empty() {
                let joined = invitations::join(app, &context.actor, &invitation, name, typed.password, context.lang);
                Some(joined.await)
            } else {
                None
            }
        }
        (Way::Account, Some(member)) => Some(invitations::accept(app, &context.actor, &invitation, member).await),
        _ => {
            refused.add("", words.join.sign_in_first);
            None
        }
    };
    match joined {
        Some(Ok(session)) => {
            session::give(cookies, app, &session);
            return Ok(Joined::In(Box::new(Redirect::to("/"))));
        }
        Some(Err(problem @ Problem::Conflict(Conflict::AlreadyMember))) => {
            status = error::status(&problem);
            refused.add("", words.join.has_account);
        }
        Some(Err(problem)) => return Err(failed(problem)),
        None => {}
    }
    // Meanwhile the address may have got an account.
    let invitation = invitations::look(app, token).await.map_err(failed)?;
    let layout = Layout::answering_post(&context, Nav::Elsewhere, words.join.title, true);
    let page = JoinPage::new(&context, layout, token, invitation, typed.full_name, refused);
    Ok(Joined::Again((status, Box::new(page))))
}

fn way(context: &RequestContext, invitation: &Invitation) -> Way {
    match (invitation.account, &context.member) {
        (None, _) => Way::New,
        (Some(_), None) => Way::SignIn,
        (Some(account), Some(member)) if member.user_id == account => {
            // Half a session is none: the second factor comes first.
            if member.state == SessionState::Active { Way::Account } else { Way::SignIn }
        }
        (Some(_), Some(_)) => Way::OtherAccount,
    }
}

impl JoinPage {
    fn new(
        context: &RequestContext,
        layout: Layout,
        token: &str,
        invitation: Invitation,
        full_name: &str,
        refused: Refused,
    ) -> JoinPage {
        let words = &Words::of(context.lang).people;
        JoinPage {
            layout,
            refused,
            action: format!("/join/{token}"),
            way: way(context, &invitation),
            role: words.role(invitation.role),
            role_about: words.role_about(invitation.role),
            organisation: invitation.organisation,
            email: invitation.email,
            full_name: full_name.to_owned(),
        }
    }
}
