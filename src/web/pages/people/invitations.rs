//! Inviting somebody, and taking an invitation back.

use super::{
    ADDRESS, LinkPage,
    list::{Found, InvitationFields, PeoplePage},
    scopes,
};
use crate::{
    domain::{
        access::Role,
        email,
        ids::InvitationId,
        problem::{Conflict, Problem},
    },
    services::invitations::{self, Invitee},
    web::{
        body::Form,
        context::{AppState, IdParam, RequestContext},
        error::{self, Failed},
        view::{
            layout::{Layout, Nav},
            refused::Refused,
            words::Words,
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
pub struct InvitationForm<'r> {
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
pub async fn invite(
    app: &AppState,
    context: RequestContext,
    typed: Form<InvitationForm<'_>>,
) -> Result<Invited, Failed> {
    let words = &Words::of(context.lang).people;
    let mut refused = Refused::default();
    let (address, role) = (email::clean(typed.email), Role::parse(typed.role));
    if address.is_none() {
        refused.add("email", words.people.bad_email);
    }
    if role.is_none() {
        refused.add("role", words.people.bad_role);
    }
    let scopes = scopes::read(&app.forms, &typed.module, &typed.site, &mut refused, context.lang);
    let mut status = Status::UnprocessableEntity;
    if let (Some(address), Some(role), true) = (address, role, refused.is_empty()) {
        let invitee = Invitee { email: address.to_owned(), role, scopes };
        match invitations::invite(app, &context.actor, &invitee, context.lang).await {
            Ok(made) => {
                let page = LinkPage::new(&context, made, words.invitation.link_title, words.invitation.link_about);
                return Ok(Invited::Made(Box::new(page)));
            }
            Err(problem @ Problem::Conflict(Conflict::AlreadyMember)) => {
                status = error::status(&problem);
                refused.add("email", problem.sentence(context.lang));
            }
            Err(problem) => return Err(Failed::new(problem, &context)),
        }
    }
    let found = Found::gather(app, &context, "", None).await.map_err(|problem| Failed::new(problem, &context))?;
    let lines = typed.module.iter().zip(&typed.site).map(|(module, site)| ((*module).to_owned(), (*site).to_owned()));
    let kept = InvitationFields { email: typed.email.to_owned(), role: typed.role.to_owned(), scopes: lines.collect() };
    let layout = Layout::answering_post(&context, Nav::People, words.people.title, true);
    Ok(Invited::Again((status, Box::new(PeoplePage::new(&context, &app.forms, layout, found, kept, refused)))))
}

#[post("/people/invitations/<id>/revoke")]
pub async fn revoke(app: &AppState, context: RequestContext, id: IdParam<InvitationId>) -> Result<Redirect, Failed> {
    invitations::revoke(app, &context.actor, &id.0).await.map_err(|problem| Failed::new(problem, &context))?;
    Ok(Redirect::to(format!("{ADDRESS}?done=revoked#waiting")))
}
