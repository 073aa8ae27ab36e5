//! `/forms`: the forms, to begin an inspection with one of them.

use crate::{
    forms::Forms,
    web::{
        context::RequestContext,
        view::{
            form_card::FormCard,
            layout::{Layout, Nav},
        },
    },
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::get;

#[derive(Template, WebTemplate)]
#[template(path = "forms/choose.html")]
pub struct ChoosePage {
    layout: Layout,
    modules: Vec<FormCard>,
}

#[get("/forms")]
pub fn show(context: RequestContext) -> ChoosePage {
    ChoosePage::new(&context, &context.forms)
}

impl ChoosePage {
    pub fn new(context: &RequestContext, forms: &Forms) -> ChoosePage {
        let layout = Layout::new(context, Nav::Elsewhere, "");
        ChoosePage {
            modules: FormCard::all(forms, context.lang),
            layout: Layout { title: layout.texts.t("home-title").to_owned(), ..layout },
        }
    }
}
