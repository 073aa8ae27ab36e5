//! `/join/<token>`: accepting an invitation, with a new or an existing account.

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
        auth::session,
        body::Form,
        context::{AppState, RequestContext},
        error::ErrorResponse,
        problem,
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

/// What the invitation requires of the visitor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvitationState {
    /// Under a name and a password of their own.
    New,
    /// Signed in to the account with this address.
    Account,
    /// The account exists, and there is no session.
    SignIn,
    /// The session is of another account.
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
    way: InvitationState,
    full_name: String,
}

/// The fields of a new account.
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
pub async fn show(app: &AppState, context: RequestContext, token: &str) -> Result<JoinPage, ErrorResponse> {
    let invitation = invitations::look(app, token).await?;
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
) -> Result<Joined, ErrorResponse> {
    let invitation = invitations::look(app, token).await?;
    let words = &Words::of(context.lang).people;
    let mut refused = Refused::default();
    let mut status = Status::UnprocessableEntity;
    let joined = match (way(&context, &invitation), context.member.as_deref()) {
        (InvitationState::New, _) => {
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
        (InvitationState::Account, Some(member)) => {
            Some(invitations::accept(app, &context.actor, &invitation, member).await)
        }
        _ => {
            refused.add("", words.join.sign_in_first);
            None
        }
    };
    match joined {
        Some(Ok(session)) => {
            session::set_cookie(cookies, app, &session);
            return Ok(Joined::In(Box::new(Redirect::to("/"))));
        }
        Some(Err(problem @ Problem::Conflict(Conflict::AlreadyMember))) => {
            status = problem::status(&problem);
            refused.add("", words.join.has_account);
        }
        Some(Err(problem)) => return Err(problem.into()),
        None => {}
    }
    // Meanwhile the address may have got an account.
    let invitation = invitations::look(app, token).await?;
    let layout = Layout::answering_post(&context, Nav::Elsewhere, words.join.title, true);
    let page = JoinPage::new(&context, layout, token, invitation, typed.full_name, refused);
    Ok(Joined::Again((status, Box::new(page))))
}

fn way(context: &RequestContext, invitation: &Invitation) -> InvitationState {
    match (invitation.account, &context.member) {
        (None, _) => InvitationState::New,
        (Some(_), None) => InvitationState::SignIn,
        (Some(account), Some(member)) if member.user_id == account => {
            // Half a session is none: the second factor comes first.
            if member.state == SessionState::Active { InvitationState::Account } else { InvitationState::SignIn }
        }
        (Some(_), Some(_)) => InvitationState::OtherAccount,
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
