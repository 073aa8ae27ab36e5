//! `/password-reset/<token>`: choosing a new password with a link.

use crate::{
    domain::password,
    i18n::Texts,
    services::password_reset,
    web::{
        auth::session,
        body::Form,
        context::{AppState, RequestContext},
        error::ErrorResponse,
        view::{
            field_sentences::FieldSentences,
            layout::{Layout, Nav},
        },
    },
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::{
    FromForm, get,
    http::{CookieJar, Status},
    post,
};

#[derive(Template, WebTemplate)]
#[template(path = "password_reset/show.html")]
pub struct ResetPage {
    layout: Layout,
    refused: FieldSentences,
    action: String,
    email: String,
    done: bool,
}

#[derive(FromForm)]
pub struct PasswordResetForm<'r> {
    #[field(default = "")]
    password: &'r str,
    #[field(default = "")]
    password_again: &'r str,
}

#[get("/password-reset/<token>")]
pub async fn show(app: &AppState, context: RequestContext, token: &str) -> Result<ResetPage, ErrorResponse> {
    let reset = password_reset::account_of_token(app, token).await?;
    let layout = Layout::new(&context, Nav::Elsewhere, Texts::of(context.lang).t("password-reset-new-title"));
    let action = format!("/password-reset/{token}");
    Ok(ResetPage { layout, refused: FieldSentences::default(), action, email: reset.email, done: false })
}

#[post("/password-reset/<token>", data = "<typed>")]
pub async fn choose(
    app: &AppState,
    context: RequestContext,
    cookies: &CookieJar<'_>,
    token: &str,
    typed: Form<PasswordResetForm<'_>>,
) -> Result<(Status, ResetPage), ErrorResponse> {
    let reset = password_reset::account_of_token(app, token).await?;
    let (texts, action) = (Texts::of(context.lang), format!("/password-reset/{token}"));
    let mut refused = FieldSentences::default();
    let own = [reset.email.as_str(), reset.full_name.as_deref().unwrap_or_default()];
    if let Err(weak) = password::check(typed.password, &own) {
        refused.add("password", Texts::of(context.lang).weak_password(weak));
    } else if typed.password != typed.password_again {
        refused.add("password_again", texts.t("people-passwords-differ"));
    }
    if !refused.is_empty() {
        let layout = Layout::answering_post(&context, Nav::Elsewhere, texts.t("password-reset-new-title"), true);
        let page = ResetPage { layout, refused, action, email: reset.email, done: false };
        return Ok((Status::UnprocessableEntity, page));
    }
    password_reset::choose(app, &context.actor, &reset, typed.password).await?;
    // The session of this browser ended with all others of the account, or belongs to another account.
    session::remove_cookie(cookies, app);
    let signed_out = RequestContext { member: None, csrf_token: None, ..context };
    let layout = Layout::answering_post(&signed_out, Nav::Elsewhere, texts.t("password-reset-new-done-title"), false);
    Ok((Status::Ok, ResetPage { layout, refused, action, email: reset.email, done: true }))
}
