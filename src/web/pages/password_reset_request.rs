//! `/forgotten`: asking for a new password. The answer is the same whoever asks, and leaves before the work is done.

use crate::{
    services::password_reset,
    web::{
        body::Form,
        context::{AppState, RequestContext},
        error::Failed,
        view::{
            layout::{Layout, Nav},
            words::Words,
        },
    },
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::{FromForm, get, post};

#[derive(Template, WebTemplate)]
#[template(path = "password_reset_request/show.html")]
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

#[get("/forgotten")]
pub fn show(context: RequestContext) -> PasswordResetRequestPage {
    let layout = Layout::new(&context, Nav::Elsewhere, Words::of(context.lang).people.forgotten.title);
    PasswordResetRequestPage { layout, done: None }
}

#[post("/forgotten", data = "<typed>")]
pub async fn ask(
    app: &AppState,
    context: RequestContext,
    typed: Form<PasswordResetRequestForm<'_>>,
) -> Result<PasswordResetRequestPage, Failed> {
    let asked = password_reset::request_reset(app, &context.actor, typed.email, context.lang).await;
    asked.map_err(|problem| Failed::new(problem, &context))?;
    let words = &Words::of(context.lang).people.forgotten;
    let layout = Layout::at(&context, "/forgotten", Nav::Elsewhere, words.done_title);
    Ok(PasswordResetRequestPage {
        layout,
        done: Some(if app.mailer.is_configured() { words.done_mail } else { words.done_people }),
    })
}
