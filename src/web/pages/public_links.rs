//! `/public-links`: forms that are open to everybody, and their codes to print.

use crate::{
    domain::{ids::PublicLinkId, lang::Lang, problem::Problem, validate::FieldError},
    forms::Forms,
    services::public_links::{self, Listed, PublicLinkRequest},
    web::{
        body::Form,
        context::{AppState, IdParam, RequestContext},
        error::{self, Failed},
        view::{
            format::{self, Moment},
            layout::{Layout, Nav},
        },
    },
};
use askama::Template;
use askama_web::WebTemplate;
use qrcode::{EcLevel, QrCode, types::Color};
use rocket::{FromForm, Responder, get, http::Status, post, response::Redirect};
use std::fmt::Write;
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
    /// A path of SVG, one unit for each module of the code.
    path: String,
    side: usize,
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
pub async fn list(app: &AppState, context: RequestContext) -> Result<ListPage, Failed> {
    let typed = PublicLinkRequest { daily_cap: public_links::DAILY_CAP.to_string(), ..PublicLinkRequest::default() };
    let layout = Layout::new(&context, Nav::Elsewhere, "");
    page(app, &context, layout, typed, Vec::new()).await.map_err(|problem| Failed::new(problem, &context))
}

async fn page(
    app: &AppState,
    context: &RequestContext,
    layout: Layout,
    typed: PublicLinkRequest,
    errors: Vec<FieldError>,
) -> Result<ListPage, Problem> {
    let links = public_links::all(app, &context.actor).await?;
    let modules = app.forms.all().iter();
    Ok(ListPage {
        layout: Layout { title: layout.words.public_links.title.to_owned(), ..layout },
        modules: modules.map(|def| (def.module.to_string(), def.title.get(context.lang).to_owned())).collect(),
        links: links.into_iter().map(|link| LinkView::new(&app.forms, link, context.lang)).collect(),
        typed,
        errors: errors.into_iter().map(|error| (error.name.clone(), error.message(context.lang))).collect(),
    })
}

impl LinkView {
    fn new(forms: &Forms, link: Listed, lang: Lang) -> LinkView {
        let def = link.module.parse().ok().and_then(|module| forms.get(&module));
        LinkView {
            id: link.id.to_string(),
            name: link.name,
            module: def.map_or(link.module, |def| def.title.get(lang).to_owned()),
            site: link.site_name,
            is_open: link.is_open,
            received: format::number(link.received),
            created: format::moment(link.created_at, lang),
            // It ends with the last moment of its last day, which is the day that was typed.
            until: link
                .revoked_at
                .or_else(|| link.expires_at.map(|at| at - Duration::SECOND))
                .map(|at| format::moment(at, lang)),
        }
    }
}

#[post("/public-links", data = "<typed>")]
pub async fn make(
    app: &AppState,
    context: RequestContext,
    typed: Form<PublicLinkForm<'_>>,
) -> Result<PublicLinkResponse, Failed> {
    let wanted = PublicLinkRequest {
        module: typed.module.to_owned(),
        name: typed.name.to_owned(),
        site_name: typed.site_name.to_owned(),
        until: typed.until.to_owned(),
        daily_cap: typed.daily_cap.to_owned(),
    };
    match public_links::make(app, &context.actor, &wanted).await {
        Ok(id) => Ok(PublicLinkResponse::Done(Box::new(Redirect::to(format!("/public-links/{id}"))))),
        Err(Problem::Invalid(errors)) => {
            let layout = Layout::answering_post(&context, Nav::Elsewhere, "", true);
            let page = page(app, &context, layout, wanted, errors).await;
            let page = page.map_err(|problem| Failed::new(problem, &context))?;
            Ok(PublicLinkResponse::Again((error::status(&Problem::Invalid(Vec::new())), Box::new(page))))
        }
        Err(problem) => Err(Failed::new(problem, &context)),
    }
}

#[get("/public-links/<id>")]
pub async fn print(app: &AppState, context: RequestContext, id: IdParam<PublicLinkId>) -> Result<PrintPage, Failed> {
    let made = async {
        let link = public_links::one(app, &context.actor, &id.0).await?;
        let url = format!("{}/public/{}", app.config.public_url, link.token);
        let (path, side) = code(&url).map_err(Problem::Internal)?;
        Ok((link, url, path, side))
    };
    let (link, url, path, side) = made.await.map_err(|problem| Failed::new(problem, &context))?;
    let layout = Layout::new(&context, Nav::Elsewhere, link.name.clone());
    let organisation = layout.member.as_ref().map(|member| member.organisation_name.clone()).unwrap_or_default();
    Ok(PrintPage { link: LinkView::new(&app.forms, link, context.lang), layout, organisation, url, path, side })
}

#[post("/public-links/<id>/revoke")]
pub async fn revoke(app: &AppState, context: RequestContext, id: IdParam<PublicLinkId>) -> Result<Redirect, Failed> {
    public_links::revoke(app, &context.actor, &id.0).await.map_err(|problem| Failed::new(problem, &context))?;
    Ok(Redirect::to("/public-links"))
}

/// A code that survives a scratched print: the squares as one path, and how many there are on a side.
fn code(url: &str) -> anyhow::Result<(String, usize)> {
    let code = QrCode::with_error_correction_level(url, EcLevel::M)?;
    let side = code.width();
    let mut path = String::new();
    for (place, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Dark {
            // Writing into a String cannot fail.
            let _ = write!(path, "M{} {}h1v1h-1z", place % side, place / side);
        }
    }
    Ok((path, side))
}
