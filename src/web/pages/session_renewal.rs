//! Signing in again from a form whose session has ended: the dialog that the form shows, and the page in the other tab
//! that reports back to it. Their scripts are `session.js` and `signed_in.js`.

use crate::web::{
    context::RequestContext,
    view::layout::{Layout, Nav},
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::get;

/// Only the dialog: the page of a form loads it when it is needed.
#[derive(Template, WebTemplate)]
#[template(path = "sign_in/dialog.html")]
pub struct SignInDialog {
    layout: Layout,
}

#[derive(Template, WebTemplate)]
#[template(path = "sign_in/signed_in.html")]
pub struct SignedInPage {
    layout: Layout,
}

#[get("/sign-in/dialog")]
pub fn dialog(context: RequestContext) -> SignInDialog {
    SignInDialog { layout: Layout::new(&context, Nav::Elsewhere, "") }
}

#[get("/account/signed-in")]
pub fn signed_in(context: RequestContext) -> SignedInPage {
    let layout = Layout::new(&context, Nav::Elsewhere, "");
    SignedInPage { layout: Layout { title: layout.t("sign-in-again-done").to_owned(), ..layout } }
}
