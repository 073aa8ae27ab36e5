//! `/people`: who belongs to the organisation, what they may do, and who is invited.

pub mod invitations;
pub mod list;
pub mod scopes;
pub mod show;

use crate::{
    domain::{access::Role, lang::Lang},
    services::invitations::CreatedLink,
    web::{
        context::RequestContext,
        view::{
            format::{self, Moment},
            layout::{Layout, Nav},
            qr::QrView,
            words::Words,
        },
    },
};
use askama::Template;
use askama_web::WebTemplate;

pub const ADDRESS: &str = "/people";

/// A link that is told once: it stands on this page and nowhere else.
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
            qr: QrView::new(&made.url),
            until: format::moment(made.expires_at, context.lang),
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
        let words = &Words::of(lang).people;
        let choice = |role: Role| RoleChoice {
            role,
            name: words.role(role),
            about: words.role_about(role),
            chosen: role.as_str() == chosen,
        };
        Role::ALL.iter().copied().map(choice).collect()
    }
}
