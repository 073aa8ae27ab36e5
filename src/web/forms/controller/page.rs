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
use serde::Serialize;
use time::Date;

#[derive(Template, WebTemplate)]
#[template(path = "forms/show.html")]
pub struct FormPage {
    pub layout: Layout,
    pub form: FormView,
}

/// What the button "Copy from the last visit" has filled in, for the script of the page.
#[derive(Serialize)]
pub struct CopiedAnswers {
    pub sentence: String,
    /// The address of the visit; none if nothing was found.
    pub url: Option<String>,
    /// The text of a link to it.
    pub link: &'static str,
    /// Name and text.
    pub answers: Vec<(String, String)>,
    /// The groups that were filled in, with the indexes of their items.
    pub items: Vec<(String, Vec<usize>)>,
}

/// The response to a posted form.
#[derive(Responder)]
pub enum FormResponse {
    Saved(Redirect),
    Receipt((Status, Json<Confirmed>)),
    Copied(Json<CopiedAnswers>),
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
    Page {
        def,
        filled,
        uploads,
        uploads_at: "/uploads",
        fixed: None,
        has_suggestions: false,
        lang: context.lang,
        texts,
        latest_day,
        focus,
    }
}
