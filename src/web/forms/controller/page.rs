//! The page of a form, and the responses to a posted one.

use crate::{
    domain::{form::FormDef, upload::Upload},
    i18n::Texts,
    web::{
        api::receipt_shape::{Confirmed, PublicConfirmed},
        context::RequestContext,
        view::{
            control::Control,
            field::Page,
            filled::FormInput,
            form::{BodyView, FormView},
            layout::Layout,
        },
    },
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::{
    http::Status,
    response::{Redirect, Responder},
    serde::json::Json,
};
use time::Date;

#[derive(Template, WebTemplate)]
#[template(path = "forms/show.html")]
pub struct FormPage {
    pub layout: Layout,
    pub form: FormView,
}

/// The response to a posted form.
#[derive(Responder)]
pub enum FormResponse {
    Saved(Redirect),
    Receipt((Status, Json<Confirmed>)),
    PublicReceipt((Status, Json<PublicConfirmed>)),
    Again((Status, Box<FormPage>)),
}

/// What the fields of the page need to know about it.
pub fn page<'a>(
    def: &'a FormDef,
    context: &RequestContext,
    filled: &'a FormInput,
    uploads: &'a [Upload],
    focus: Option<&'a str>,
    latest_day: Date,
) -> Page<'a> {
    let texts = Texts::of(context.lang);
    Page { def, filled, uploads, uploads_at: "/uploads", fixed: None, lang: context.lang, texts, latest_day, focus }
}
