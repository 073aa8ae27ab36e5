//! `/outbox`: what this device has not sent yet. The content is on the device and never comes from here;
//! `static/js/outbox_page.js` shows it.

use crate::web::{
    context::RequestContext,
    view::layout::{Layout, Nav},
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::get;

#[derive(Template, WebTemplate)]
#[template(path = "outbox/show.html")]
pub struct OutboxPage {
    layout: Layout,
}

impl OutboxPage {
    pub fn new(context: &RequestContext) -> OutboxPage {
        let layout = Layout::at(context, "/outbox", Nav::Elsewhere, "");
        OutboxPage { layout: Layout { title: layout.t("outbox-title").to_owned(), ..layout } }
    }
}

#[get("/outbox")]
pub fn show(context: RequestContext) -> OutboxPage {
    OutboxPage::new(&context)
}
