//! Inviting a person, and revoking an invitation.

use super::{
    ADDRESS, LinkPage,
    list::{InvitationFields, PeopleContent, PeoplePage},
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
        context::{AppState, RequestContext},
        error::ErrorResponse,
        params::IdParam,
        problem,
        view::{
            field_sentences::FieldSentences,
            layout::{Layout, Nav},
        },
    },
};
use rocket::{
    FromForm,
    http::Status,
    post,
    response::{Redirect, Responder},
};

/// The fields of an invitation.
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
pub enum InvitationResponse {
    Made(Box<LinkPage>),
    Again((Status, Box<PeoplePage>)),
}

#[post("/people/invitations", data = "<typed>")]
pub async fn invite(
    app: &AppState,
    context: RequestContext,
    typed: Form<InvitationForm<'_>>,
) -> Result<InvitationResponse, ErrorResponse> {
    let texts = Texts::of(context.lang);
    let mut refused = FieldSentences::default();
    let (address, role) = (email::clean(typed.email), Role::parse(typed.role));
    if address.is_none() {
        refused.add("email", texts.t("people-bad-email"));
    }
    if role.is_none() {
        refused.add("role", texts.t("people-bad-role"));
    }
    let scopes = scopes::read(&context.forms, &typed.module, &typed.site, &mut refused, context.lang);
    let mut status = Status::UnprocessableEntity;
    if let (Some(address), Some(role), true) = (address, role, refused.is_empty()) {
        let invitee = Invitee { email: address, role, scopes };
        match invitations::invite(app, &context.actor, &invitee, context.lang).await {
            Ok(made) => {
                let page =
                    LinkPage::new(&context, made, texts.t("invitation-link-title"), texts.t("invitation-link-about"));
                return Ok(InvitationResponse::Made(Box::new(page)));
            }
            Err(problem @ Problem::Conflict(Conflict::AlreadyMember)) => {
                status = problem::status(&problem);
                refused.add("email", Texts::of(context.lang).problem(&problem));
            }
            Err(problem) => return Err(problem.into()),
        }
    }
    let found = PeopleContent::gather(app, &context, "", None).await?;
    let lines = typed.module.iter().zip(&typed.site).map(|(module, site)| ((*module).to_owned(), (*site).to_owned()));
    let kept = InvitationFields { email: typed.email.to_owned(), role: typed.role.to_owned(), scopes: lines.collect() };
    let layout = Layout::answering_post(&context, Nav::People, texts.t("people-title"), true);
    Ok(InvitationResponse::Again((
        status,
        Box::new(PeoplePage::new(&context, &context.forms, layout, found, kept, refused)),
    )))
}

#[post("/people/invitations/<id>/revoke")]
pub async fn revoke(
    app: &AppState,
    context: RequestContext,
    id: IdParam<InvitationId>,
) -> Result<Redirect, ErrorResponse> {
    invitations::revoke(app, &context.actor, &id.0).await?;
    Ok(Redirect::to(format!("{ADDRESS}?done=revoked#waiting")))
}
