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
            words::Words,
        },
    },
};
use askama::Template;
use askama_web::WebTemplate;
use qrcode::{QrCode, render::svg};

pub const ADDRESS: &str = "/people";

/// A link that is told once: it stands on this page and nowhere else.
#[derive(Template, WebTemplate)]
#[template(path = "people/link.html")]
pub struct LinkPage {
    layout: Layout,
    about: &'static str,
    mailed: bool,
    url: String,
    /// An SVG element, made of nothing but the link.
    qr: Option<String>,
    until: Moment,
}

impl LinkPage {
    fn new(context: &RequestContext, made: CreatedLink, title: &'static str, about: &'static str) -> LinkPage {
        LinkPage {
            layout: Layout::answering_post(context, Nav::People, title, false),
            about,
            mailed: made.mailed,
            qr: qr(&made.url),
            until: format::moment(made.expires_at, context.lang),
            url: made.url,
        }
    }
}

/// Black on white in either colour scheme, so that every camera reads it.
fn qr(text: &str) -> Option<String> {
    let image = QrCode::new(text).ok()?.render::<svg::Color<'_>>().min_dimensions(232, 232).build();
    image.find("<svg").and_then(|at| image.get(at..)).map(str::to_owned)
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
