//! `/join/<token>`: accepting an invitation, with a new or an existing account.

use crate::{
    domain::{
        password, pasted,
        problem::{Conflict, Problem},
    },
    i18n::Texts,
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
            field_sentences::FieldSentences,
            labels,
            layout::{Layout, Nav, isolated},
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
    refused: FieldSentences,
    action: String,
    /// To what, and in which role.
    invited: String,
    email: String,
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
    Page((Status, Box<JoinPage>)),
}

#[get("/join/<token>")]
pub async fn show(app: &AppState, context: RequestContext, token: &str) -> Result<JoinPage, ErrorResponse> {
    let invitation = invitations::by_token(app, token).await?;
    let layout = Layout::new(&context, Nav::Elsewhere, Texts::of(context.lang).t("join-title"));
    Ok(JoinPage::new(&context, layout, token, invitation, "", FieldSentences::default()))
}

#[post("/join/<token>", data = "<typed>")]
pub async fn join(
    app: &AppState,
    context: RequestContext,
    cookies: &CookieJar<'_>,
    token: &str,
    typed: Form<JoinForm<'_>>,
) -> Result<Joined, ErrorResponse> {
    let invitation = invitations::by_token(app, token).await?;
    let texts = Texts::of(context.lang);
    let mut refused = FieldSentences::default();
    let mut status = Status::UnprocessableEntity;
    let joined = match (invitation_state(&context, &invitation), context.member.as_deref()) {
        (InvitationState::New, _) => {
            let name = pasted::name(typed.full_name);
            if name.is_empty() || name.chars().count() > NAME_CHARS || name.chars().any(char::is_control) {
                refused.add("full_name", texts.t("people-bad-name"));
            }
            let own = [name.as_str(), invitation.email.as_str(), invitation.organisation.as_str()];
            if let Err(weak) = password::check(typed.password, &own) {
                refused.add("password", Texts::of(context.lang).weak_password(weak));
            } else if typed.password != typed.password_again {
                refused.add("password_again", texts.t("people-passwords-differ"));
            }
            if refused.is_empty() {
                let joined = invitations::join(app, &context.actor, &invitation, &name, typed.password, context.lang);
                Some(joined.await)
            } else {
                None
            }
        }
        (InvitationState::Account, Some(member)) => {
            Some(invitations::accept(app, &context.actor, &invitation, member).await)
        }
        _ => {
            refused.add("", texts.t("join-sign-in-first"));
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
            refused.add("", texts.t("join-has-account"));
        }
        Some(Err(problem)) => return Err(problem.into()),
        None => {}
    }
    // Meanwhile the address may have got an account.
    let invitation = invitations::by_token(app, token).await?;
    let layout = Layout::answering_post(&context, Nav::Elsewhere, texts.t("join-title"), true);
    let page = JoinPage::new(&context, layout, token, invitation, typed.full_name, refused);
    Ok(Joined::Page((status, Box::new(page))))
}

fn invitation_state(context: &RequestContext, invitation: &Invitation) -> InvitationState {
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
        refused: FieldSentences,
    ) -> JoinPage {
        let texts = Texts::of(context.lang);
        JoinPage {
            layout,
            refused,
            action: format!("/join/{token}"),
            way: invitation_state(context, &invitation),
            invited: texts.with(
                "join-invited",
                &[
                    ("organisation", isolated(&invitation.organisation)),
                    ("role", labels::role(texts, invitation.role).into()),
                    ("email", isolated(&invitation.email)),
                ],
            ),
            role_about: labels::role_about(texts, invitation.role),
            email: invitation.email,
            full_name: full_name.to_owned(),
        }
    }
}
