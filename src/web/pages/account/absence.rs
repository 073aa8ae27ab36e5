//! `/account/absence`: the own absences with their delegates, and the members for whom one decides.

use super::member;
use crate::{
    domain::approval::absence::AbsenceRefusal,
    i18n::Texts,
    services::absences,
    web::{
        body::Form,
        context::{AppState, RequestContext},
        error::ErrorResponse,
        pages::PostResponse,
        view::{
            absences::{AbsenceForm, AbsencesView, DelegatedView},
            layout::{Layout, Nav},
        },
    },
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::{get, http::Status, post, response::Redirect};

const ADDRESS: &str = "/account/absence";

#[derive(Template, WebTemplate)]
#[template(path = "account/absence.html")]
pub struct AbsencePage {
    layout: Layout,
    view: AbsencesView,
    /// Absences of others, for whom the member decides.
    delegated: Vec<DelegatedView>,
}

#[get("/account/absence?<done>")]
pub async fn show(app: &AppState, context: RequestContext, done: Option<&str>) -> Result<AbsencePage, ErrorResponse> {
    let texts = Texts::of(context.lang);
    let page = page(app, &context, &AbsenceForm::default(), &[]).await?;
    Ok(AbsencePage { view: page.view.after(done, texts), ..page })
}

#[post("/account/absence", data = "<typed>")]
pub async fn enter(
    app: &AppState,
    context: RequestContext,
    typed: Form<AbsenceForm<'_>>,
) -> Result<PostResponse<AbsencePage>, ErrorResponse> {
    let own = &member(&context)?.user_public_id;
    let refusals = absences::enter(app, &context.actor, own, &typed.input()).await?;
    if refusals.is_empty() {
        return Ok(PostResponse::Done(Box::new(Redirect::to(format!("{ADDRESS}?done=entered")))));
    }
    let page = page(app, &context, &typed, &refusals).await?;
    Ok(PostResponse::Refused((Status::UnprocessableEntity, Box::new(page))))
}

#[post("/account/absence/<absence>/end")]
pub async fn end(app: &AppState, context: RequestContext, absence: i64) -> Result<Redirect, ErrorResponse> {
    absences::end(app, &context.actor, &member(&context)?.user_public_id, absence).await?;
    Ok(Redirect::to(format!("{ADDRESS}?done=ended")))
}

async fn page(
    app: &AppState,
    context: &RequestContext,
    typed: &AbsenceForm<'_>,
    refusals: &[AbsenceRefusal],
) -> Result<AbsencePage, ErrorResponse> {
    let texts = Texts::of(context.lang);
    let of = absences::of(app, &context.actor, &member(context)?.user_public_id).await?;
    let delegated = absences::of_others(app, &context.actor).await?;
    let view = AbsencesView::new(ADDRESS.to_owned(), of, typed, texts, app.clock.now()).refuse(refusals, texts);
    let title = texts.t("absence-title");
    Ok(AbsencePage {
        layout: match refusals.is_empty() {
            true => Layout::new(context, Nav::Elsewhere, title),
            false => Layout::answering_post(context, Nav::Elsewhere, title, true),
        },
        view,
        delegated: delegated.into_iter().map(|absence| DelegatedView::new(absence, texts)).collect(),
    })
}
