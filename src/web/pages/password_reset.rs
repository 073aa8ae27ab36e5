//! `/reset/<token>`: choosing a new password with a link.

use crate::{
    domain::password,
    services::password_reset,
    web::{
        body::Form,
        context::{AppState, RequestContext},
        error::Failed,
        session,
        view::{
            layout::{Layout, Nav},
            refused::Refused,
            words::Words,
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
    refused: Refused,
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

#[get("/reset/<token>")]
pub async fn show(app: &AppState, context: RequestContext, token: &str) -> Result<ResetPage, Failed> {
    let reset = password_reset::look(app, token).await.map_err(|problem| Failed::new(problem, &context))?;
    let layout = Layout::new(&context, Nav::Elsewhere, Words::of(context.lang).people.forgotten.reset_title);
    let action = format!("/reset/{token}");
    Ok(ResetPage { layout, refused: Refused::default(), action, email: reset.email, done: false })
}

#[post("/reset/<token>", data = "<typed>")]
pub async fn choose(
    app: &AppState,
    context: RequestContext,
    cookies: &CookieJar<'_>,
    token: &str,
    typed: Form<PasswordResetForm<'_>>,
) -> Result<(Status, ResetPage), Failed> {
    let failed = |problem| Failed::new(problem, &context);
    let reset = password_reset::look(app, token).await.map_err(failed)?;
    let (words, action) = (&Words::of(context.lang).people, format!("/reset/{token}"));
    let mut refused = Refused::default();
    let own = [reset.email.as_str(), reset.full_name.as_deref().unwrap_or_default()];
    if let Err(weak) = password::judge(typed.password, &own) {
        refused.add("password", weak.sentence(context.lang));
    } else if typed.password != typed.password_again {
        refused.add("password_again", words.people.passwords_differ);
    }
    if !refused.is_empty() {
        let layout = Layout::answering_post(&context, Nav::Elsewhere, words.forgotten.reset_title, true);
        let page = ResetPage { layout, refused, action, email: reset.email, done: false };
        return Ok((Status::UnprocessableEntity, page));
    }
    password_reset::choose(app, &context.actor, &reset, typed.password).await.map_err(failed)?;
    // Whoever was signed in here is not any more: the session ended with all others, or was somebody else's.
    session::take(cookies, app);
    let nobody = RequestContext { member: None, csrf_token: None, ..context };
    let layout = Layout::answering_post(&nobody, Nav::Elsewhere, words.forgotten.reset_done_title, false);
    Ok((Status::Ok, ResetPage { layout, refused, action, email: reset.email, done: true }))
}
