//! `/public-links`: the links to forms without an account, and their QR codes to print.

use crate::{
    domain::{ids::PublicLinkId, lang::Lang, problem::Problem, time_zone::TimeZone, validate::FieldError},
    forms::Forms,
    i18n::Texts,
    services::public_links::{self, ListedPublicLink, PublicLinkRequest},
    web::{
        body::Form,
        context::{AppState, RequestContext},
        error::ErrorResponse,
        params::IdParam,
        problem,
        view::{
            format::Moment,
            layout::{Layout, Nav},
            qr::{QUIET, QrView},
        },
    },
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::{FromForm, Responder, get, http::Status, post, response::Redirect};
use time::Duration;

#[derive(Template, WebTemplate)]
#[template(path = "public_links/list.html")]
pub struct ListPage {
    layout: Layout,
    modules: Vec<(String, String)>,
    links: Vec<LinkView>,
    typed: PublicLinkRequest,
    /// The name of a field, and what is wrong with it.
    errors: Vec<(String, String)>,
}

pub struct LinkView {
    id: String,
    name: String,
    module: String,
    site: Option<String>,
    is_open: bool,
    received: String,
    created: Moment,
    until: Option<Moment>,
}

#[derive(Template, WebTemplate)]
#[template(path = "public_links/print.html")]
pub struct PrintPage {
    layout: Layout,
    link: LinkView,
    organisation: String,
    url: String,
    qr: QrView,
}

#[derive(Responder)]
pub enum PublicLinkResponse {
    Done(Box<Redirect>),
    Again((Status, Box<ListPage>)),
}

#[derive(FromForm)]
pub struct PublicLinkForm<'r> {
    #[field(default = "")]
    module: &'r str,
    #[field(default = "")]
    name: &'r str,
    #[field(default = "")]
    site_name: &'r str,
    #[field(default = "")]
    until: &'r str,
    #[field(default = "")]
    daily_cap: &'r str,
}

impl ListPage {
    /// The complaint at a field.
    fn error(&self, name: &str) -> Option<String> {
        self.errors.iter().find(|(at, _)| at == name).map(|(_, sentence)| sentence.clone())
    }
}

#[get("/public-links")]
pub async fn list(app: &AppState, context: RequestContext) -> Result<ListPage, ErrorResponse> {
    let typed = PublicLinkRequest { daily_cap: public_links::DAILY_CAP.to_string(), ..PublicLinkRequest::default() };
    let layout = Layout::new(&context, Nav::Elsewhere, "");
    Ok(page(app, &context, layout, typed, Vec::new()).await?)
}

async fn page(
    app: &AppState,
    context: &RequestContext,
    layout: Layout,
    typed: PublicLinkRequest,
    errors: Vec<FieldError>,
) -> Result<ListPage, Problem> {
    let links = public_links::all(app, &context.actor).await?;
    let modules = context.forms.all().iter();
    Ok(ListPage {
        layout: Layout { title: layout.texts.t("public-link-title").to_owned(), ..layout },
        modules: modules.map(|def| (def.module.to_string(), def.title.get(context.lang).to_owned())).collect(),
        links: links.into_iter().map(|link| LinkView::new(&context.forms, link, context.lang, context.zone)).collect(),
        typed,
        errors: errors
            .into_iter()
            .map(|error| (error.name.clone(), Texts::of(context.lang).field_error(&error)))
            .collect(),
    })
}

impl LinkView {
    fn new(forms: &Forms, link: ListedPublicLink, lang: Lang, zone: TimeZone) -> LinkView {
        let def = forms.get(&link.module);
        LinkView {
            id: link.id.to_string(),
            name: link.name,
            module: def.map_or_else(|| link.module.to_string(), |def| def.title.get(lang).to_owned()),
            site: link.site_name,
            is_open: link.is_open,
            received: Texts::of(lang).number(link.received),
            created: Texts::of(lang).moment(zone.at(link.created_at)),
            // It ends with the last moment of its last day, which is the day that was typed.
            until: link
                .revoked_at
                .or_else(|| link.expires_at.map(|at| at - Duration::SECOND))
                .map(|at| Texts::of(lang).moment(zone.at(at))),
        }
    }
}

#[post("/public-links", data = "<typed>")]
pub async fn make(
    app: &AppState,
    context: RequestContext,
    typed: Form<PublicLinkForm<'_>>,
) -> Result<PublicLinkResponse, ErrorResponse> {
    let wanted = PublicLinkRequest {
        module: typed.module.to_owned(),
        name: typed.name.to_owned(),
        site_name: typed.site_name.to_owned(),
        until: typed.until.to_owned(),
        daily_cap: typed.daily_cap.to_owned(),
    };
    match public_links::make(app, &context.actor, &context.forms, &wanted).await {
        Ok(id) => Ok(PublicLinkResponse::Done(Box::new(Redirect::to(format!("/public-links/{id}"))))),
        Err(Problem::Invalid(errors)) => {
            let layout = Layout::answering_post(&context, Nav::Elsewhere, "", true);
            let page = page(app, &context, layout, wanted, errors).await;
            let page = page?;
            Ok(PublicLinkResponse::Again((problem::status(&Problem::Invalid(Vec::new())), Box::new(page))))
        }
        Err(problem) => Err(problem.into()),
    }
}

#[get("/public-links/<id>")]
pub async fn print(
    app: &AppState,
    context: RequestContext,
    id: IdParam<PublicLinkId>,
) -> Result<PrintPage, ErrorResponse> {
    let link = public_links::one(app, &context.actor, &id.0).await?;
    let url = format!("{}/public/{}", app.config.public_url, link.token);
    let qr = QrView::new(&url, QUIET)
        .ok_or_else(|| Problem::Internal(anyhow::anyhow!("an address too long for a QR code")))?;
    let layout = Layout::new(&context, Nav::Elsewhere, link.name.clone());
    let organisation = layout.member.as_ref().map(|member| member.organisation_name.clone()).unwrap_or_default();
    Ok(PrintPage {
        link: LinkView::new(&context.forms, link, context.lang, context.zone),
        layout,
        organisation,
        url,
        qr,
    })
}

#[post("/public-links/<id>/revoke")]
pub async fn revoke(
    app: &AppState,
    context: RequestContext,
    id: IdParam<PublicLinkId>,
) -> Result<Redirect, ErrorResponse> {
    public_links::revoke(app, &context.actor, &id.0).await?;
    Ok(Redirect::to("/public-links"))
}
