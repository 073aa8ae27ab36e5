//! `/reset/<token>`: choosing a new password with a link.

use crate::{
    domain::password,
    i18n::Texts,
    services::resets,
    web::{
        body::Form,
        error::Failed,
        guards::{Asked, TheApp},
        session,
        view::{
            layout::{Layout, Nav},
            refused::Refused,
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
#[template(path = "reset/show.html")]
pub struct ResetPage {
    layout: Layout,
    refused: Refused,
    action: String,
    email: String,
    done: bool,
}

#[derive(FromForm)]
pub struct Typed<'r> {
    #[field(default = "")]
    password: &'r str,
    #[field(default = "")]
    password_again: &'r str,
}

#[get("/reset/<token>")]
pub async fn show(app: &TheApp, asked: Asked, token: &str) -> Result<ResetPage, Failed> {
    let reset = resets::look(app, token).await.map_err(|problem| Failed::new(problem, &asked))?;
    let layout = Layout::new(&asked, Nav::Elsewhere, Texts::of(asked.lang).t("password-reset-new-title"));
    let action = format!("/reset/{token}");
    Ok(ResetPage { layout, refused: Refused::default(), action, email: reset.email, done: false })
}

#[post("/reset/<token>", data = "<typed>")]
pub async fn choose(
    app: &TheApp,
    asked: Asked,
    cookies: &CookieJar<'_>,
    token: &str,
    typed: Form<Typed<'_>>,
) -> Result<(Status, ResetPage), Failed> {
    let failed = |problem| Failed::new(problem, &asked);
    let reset = resets::look(app, token).await.map_err(failed)?;
    let (texts, action) = (Texts::of(asked.lang), format!("/reset/{token}"));
    let mut refused = Refused::default();
    let own = [reset.email.as_str(), reset.full_name.as_deref().unwrap_or_default()];
    if let Err(weak) = password::judge(typed.password, &own) {
        refused.add("password", weak.sentence(asked.lang));
    } else if typed.password != typed.password_again {
        refused.add("password_again", texts.t("people-passwords-differ"));
    }
    if !refused.is_empty() {
        let layout = Layout::answering_post(&asked, Nav::Elsewhere, texts.t("password-reset-new-title"), true);
        let page = ResetPage { layout, refused, action, email: reset.email, done: false };
        return Ok((Status::UnprocessableEntity, page));
    }
    resets::choose(app, &asked.caller, &reset, typed.password).await.map_err(failed)?;
    // Whoever was signed in here is not any more: the session ended with all others, or was somebody else's.
    session::take(cookies, app);
    let nobody = Asked { member: None, form_token: None, ..asked };
    let layout = Layout::answering_post(&nobody, Nav::Elsewhere, texts.t("password-reset-new-done-title"), false);
    Ok((Status::Ok, ResetPage { layout, refused, action, email: reset.email, done: true }))
}
