//! `/password-reset`: requesting a link for a new password. The response is the same for every address and leaves
//! before the work is done, so it does not reveal which accounts exist.

use crate::{
    i18n::Texts,
    services::password_reset,
    web::{
        body::Form,
        context::{AppState, RequestContext},
        error::ErrorResponse,
        view::layout::{Layout, Nav},
    },
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::{FromForm, get, post};

#[derive(Template, WebTemplate)]
#[template(path = "password_reset/request.html")]
pub struct PasswordResetRequestPage {
    layout: Layout,
    /// What happens now; none: it was not asked yet.
    done: Option<&'static str>,
}

#[derive(FromForm)]
pub struct PasswordResetRequestForm<'r> {
    #[field(default = "")]
    email: &'r str,
}

#[get("/password-reset")]
pub fn show(context: RequestContext) -> PasswordResetRequestPage {
    let layout = Layout::new(&context, Nav::Elsewhere, Texts::of(context.lang).t("password-reset-title"));
    PasswordResetRequestPage { layout, done: None }
}

#[post("/password-reset", data = "<typed>")]
pub async fn ask(
    app: &AppState,
    context: RequestContext,
    typed: Form<PasswordResetRequestForm<'_>>,
) -> Result<PasswordResetRequestPage, ErrorResponse> {
    password_reset::request_reset(app, &context.actor, typed.email, context.lang).await?;
    let texts = Texts::of(context.lang);
    let layout = Layout::at(&context, "/password-reset", Nav::Elsewhere, texts.t("password-reset-done-title"));
    Ok(PasswordResetRequestPage {
        layout,
        done: Some(if app.mailer.is_configured() {
            texts.t("password-reset-done-mail")
        } else {
            texts.t("password-reset-done-people")
        }),
    })
}
