//! `/more`: the places that the bar of a phone has no room for.

use crate::{
    i18n::Texts,
    web::{
        context::RequestContext,
        view::layout::{Layout, Nav},
    },
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::get;

#[derive(Template, WebTemplate)]
#[template(path = "more/show.html")]
pub struct MorePage {
    layout: Layout,
    version: &'static str,
}

#[get("/more")]
pub fn show(context: RequestContext) -> MorePage {
    MorePage {
        layout: Layout::new(&context, Nav::More, Texts::of(context.lang).t("navigation-more")),
        version: env!("CARGO_PKG_VERSION"),
    }
}
