//! `/people/<id>/absence`: the absences of a member, entered by an administrator, because people fall ill without a word.

use super::ADDRESS;
use crate::{
    domain::{approval::absence::AbsenceRefusal, ids::UserId},
    i18n::Texts,
    services::absences,
    web::{
        body::Form,
        context::{AppState, RequestContext},
        error::ErrorResponse,
        pages::PostResponse,
        params::IdParam,
        view::{
            absences::{AbsenceForm, AbsencesView},
            layout::{Layout, Nav},
        },
    },
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::{get, http::Status, post, response::Redirect};

#[derive(Template, WebTemplate)]
#[template(path = "people/absence.html")]
pub struct PersonAbsencePage {
    layout: Layout,
    id: String,
    name: String,
    view: AbsencesView,
}

#[get("/people/<id>/absence?<done>")]
pub async fn show(
    app: &AppState,
    context: RequestContext,
    id: IdParam<UserId>,
    done: Option<&str>,
) -> Result<PersonAbsencePage, ErrorResponse> {
    let page = page(app, &context, &id.0, &AbsenceForm::default(), &[]).await?;
    Ok(PersonAbsencePage { view: page.view.after(done, Texts::of(context.lang)), ..page })
}

#[post("/people/<id>/absence", data = "<typed>")]
pub async fn enter(
    app: &AppState,
    context: RequestContext,
    id: IdParam<UserId>,
    typed: Form<AbsenceForm<'_>>,
) -> Result<PostResponse<PersonAbsencePage>, ErrorResponse> {
    let refusals = absences::enter(app, &context.actor, &id.0, &typed.input()).await?;
    if refusals.is_empty() {
        return Ok(PostResponse::Done(Box::new(Redirect::to(format!("{}?done=entered", address(&id.0))))));
    }
    let page = page(app, &context, &id.0, &typed, &refusals).await?;
    Ok(PostResponse::Refused((Status::UnprocessableEntity, Box::new(page))))
}

#[post("/people/<id>/absence/<absence>/end")]
pub async fn end(
    app: &AppState,
    context: RequestContext,
    id: IdParam<UserId>,
    absence: i64,
) -> Result<Redirect, ErrorResponse> {
    absences::end(app, &context.actor, &id.0, absence).await?;
    Ok(Redirect::to(format!("{}?done=ended", address(&id.0))))
}

fn address(id: &UserId) -> String {
    format!("{ADDRESS}/{id}/absence")
}

async fn page(
    app: &AppState,
    context: &RequestContext,
    id: &UserId,
    typed: &AbsenceForm<'_>,
    refusals: &[AbsenceRefusal],
) -> Result<PersonAbsencePage, ErrorResponse> {
    let texts = Texts::of(context.lang);
    let of = absences::of(app, &context.actor, id).await?;
    let name = of.name.clone();
    let view = AbsencesView::new(address(id), of, typed, texts, app.clock.now()).refuse(refusals, texts);
    let title = texts.t("absence-title");
    Ok(PersonAbsencePage {
        layout: match refusals.is_empty() {
            true => Layout::new(context, Nav::People, title),
            false => Layout::answering_post(context, Nav::People, title, true),
        },
        id: id.to_string(),
        name,
        view,
    })
}
