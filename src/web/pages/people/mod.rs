//! `/people`: the members of the organisation, their roles, and invitations.

pub mod absence;
pub mod invitations;
pub mod list;
pub mod scopes;
pub mod show;

use crate::{
    domain::{access::Role, lang::Lang},
    i18n::Texts,
    services::invitations::CreatedLink,
    web::{
        context::RequestContext,
        view::{
            format::Moment,
            labels,
            layout::{Layout, Nav},
            qr::{QUIET, QrView},
        },
    },
};
use askama::Template;
use askama_web::WebTemplate;

pub const ADDRESS: &str = "/people";

/// A link that is shown once, on this page only.
#[derive(Template, WebTemplate)]
#[template(path = "people/link.html")]
pub struct LinkPage {
    layout: Layout,
    about: &'static str,
    mailed: bool,
    url: String,
    qr: Option<QrView>,
    until: Moment,
}

impl LinkPage {
    fn new(context: &RequestContext, made: CreatedLink, title: &'static str, about: &'static str) -> LinkPage {
        LinkPage {
            layout: Layout::answering_post(context, Nav::People, title, false),
            about,
            mailed: made.mailed,
            qr: QrView::new(&made.url, QUIET),
            until: Texts::of(context.lang).moment(context.zone.at(made.expires_at)),
            url: made.url,
        }
    }
}

/// A role to choose.
pub struct RoleChoice {
    pub role: Role,
    pub name: &'static str,
    pub about: &'static str,
    pub chosen: bool,
}

impl RoleChoice {
    pub fn all(lang: Lang, chosen: &str) -> Vec<RoleChoice> {
        let texts = Texts::of(lang);
        let choice = |role: Role| RoleChoice {
            role,
            name: labels::role(texts, role),
            about: labels::role_about(texts, role),
            chosen: role.as_str() == chosen,
        };
        Role::ALL.iter().copied().map(choice).collect()
    }
}
