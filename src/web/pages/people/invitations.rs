//! Inviting somebody, and taking an invitation back.

use super::{
    ADDRESS, LinkPage,
    list::{Found, PeoplePage, TypedInvitation},
    scopes,
};
use crate::{
    domain::{
        access::Role,
        email,
        ids::InvitationId,
        problem::{Conflict, Problem},
    },
    i18n::Texts,
    services::invitations::{self, Invitee},
    web::{
        body::Form,
        error::{self, Failed},
        guards::{Asked, IdParam, TheApp},
        view::{
            layout::{Layout, Nav},
            refused::Refused,
        },
    },
};
use rocket::{
    FromForm,
    http::Status,
    post,
    response::{Redirect, Responder},
};

/// What may be said of somebody who is invited, and nothing else.
#[derive(FromForm)]
pub struct Typed<'r> {
    #[field(default = "")]
    email: &'r str,
    #[field(default = "")]
    role: &'r str,
    module: Vec<&'r str>,
    site: Vec<&'r str>,
}

#[derive(Responder)]
pub enum Invited {
    Made(Box<LinkPage>),
    Again((Status, Box<PeoplePage>)),
}

#[post("/people/invitations", data = "<typed>")]
pub async fn invite(app: &TheApp, asked: Asked, typed: Form<Typed<'_>>) -> Result<Invited, Failed> {
    let texts = Texts::of(asked.lang);
    let mut refused = Refused::default();
    let (address, role) = (email::clean(typed.email), Role::parse(typed.role));
    if address.is_none() {
        refused.add("email", texts.t("people-bad-email"));
    }
    if role.is_none() {
        refused.add("role", texts.t("people-bad-role"));
    }
    let scopes = scopes::read(&app.forms, &typed.module, &typed.site, &mut refused, asked.lang);
    let mut status = Status::UnprocessableEntity;
    if let (Some(address), Some(role), true) = (address, role, refused.is_empty()) {
        let invitee = Invitee { email: address.to_owned(), role, scopes };
        match invitations::invite(app, &asked.caller, &invitee, asked.lang).await {
            Ok(made) => {
                let page =
                    LinkPage::new(&asked, made, texts.t("invitation-link-title"), texts.t("invitation-link-about"));
                return Ok(Invited::Made(Box::new(page)));
            }
            Err(problem @ Problem::Conflict(Conflict::AlreadyMember)) => {
                status = error::status(&problem);
                refused.add("email", problem.sentence(asked.lang));
            }
            Err(problem) => return Err(Failed::new(problem, &asked)),
        }
    }
    let found = Found::gather(app, &asked, "", None).await.map_err(|problem| Failed::new(problem, &asked))?;
    let lines = typed.module.iter().zip(&typed.site).map(|(module, site)| ((*module).to_owned(), (*site).to_owned()));
    let kept = TypedInvitation { email: typed.email.to_owned(), role: typed.role.to_owned(), scopes: lines.collect() };
    let layout = Layout::answering_post(&asked, Nav::People, texts.t("people-title"), true);
    Ok(Invited::Again((status, Box::new(PeoplePage::new(&asked, &app.forms, layout, found, kept, refused)))))
}

#[post("/people/invitations/<id>/revoke")]
pub async fn revoke(app: &TheApp, asked: Asked, id: IdParam<InvitationId>) -> Result<Redirect, Failed> {
    invitations::revoke(app, &asked.caller, &id.0).await.map_err(|problem| Failed::new(problem, &asked))?;
    Ok(Redirect::to(format!("{ADDRESS}?done=revoked#waiting")))
}
