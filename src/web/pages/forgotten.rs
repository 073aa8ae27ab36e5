//! `/forgotten`: asking for a new password. The answer is the same whoever asks, and leaves before the work is done.

use crate::{
    i18n::Texts,
    services::resets,
    web::{
        body::Form,
        guards::{Asked, TheApp},
        view::layout::{Layout, Nav},
    },
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::{FromForm, get, post};

#[derive(Template, WebTemplate)]
#[template(path = "forgotten/show.html")]
pub struct ForgottenPage {
    layout: Layout,
    /// What happens now; none: it was not asked yet.
    done: Option<&'static str>,
}

#[derive(FromForm)]
pub struct Typed<'r> {
    #[field(default = "")]
    email: &'r str,
}

#[get("/forgotten")]
pub fn show(asked: Asked) -> ForgottenPage {
    let layout = Layout::new(&asked, Nav::Elsewhere, Texts::of(asked.lang).t("password-reset-title"));
    ForgottenPage { layout, done: None }
}

#[post("/forgotten", data = "<typed>")]
pub fn ask(app: &TheApp, asked: Asked, typed: Form<Typed<'_>>) -> ForgottenPage {
    resets::asked(app, &asked.caller, typed.email, asked.lang);
    let texts = Texts::of(asked.lang);
    let layout = Layout::at(&asked, "/forgotten", Nav::Elsewhere, texts.t("password-reset-done-title"));
    ForgottenPage {
        layout,
        done: Some(if app.post.is_there() {
            texts.t("password-reset-done-mail")
        } else {
            texts.t("password-reset-done-people")
        }),
    }
}
