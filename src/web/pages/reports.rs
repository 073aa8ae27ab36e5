//! `/reports/<token>/<name>`: a report behind a signed link, and the page before a link with a password or a limited
//! number of downloads.
//!
//! Invariant: the preview of a messenger neither uses up a limited link nor opens one with a password, because only a
//! POST does. Every other link is the file itself.

use crate::{
    i18n::Texts,
    services::links::{self, CoverContent, OpenRequest, OpenedLink},
    web::{
        body::Form,
        context::{AppState, RequestContext},
        error::ErrorResponse,
        file::{FileAnswer, report_access},
        params::IfNoneMatch,
        view::{
            format::Moment,
            layout::{Layout, Nav},
        },
    },
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::{
    FromForm, get,
    http::{Header, Status},
    post,
    response::Responder,
};

#[derive(Template, WebTemplate)]
#[template(path = "reports/cover.html")]
pub struct CoverPage {
    layout: Layout,
    organisation: String,
    site: Option<String>,
    files: Vec<FileView>,
    asks_password: bool,
    is_direct: bool,
    openings_left: Option<i32>,
    until: Moment,
    refusal: Option<&'static str>,
}

struct FileView {
    url: String,
    label: &'static str,
}

/// A report, or the page before it.
#[derive(Responder)]
pub enum ReportLinkResponse {
    File(Box<FileAnswer>),
    Page(Box<CoverAnswer>),
}

pub struct CoverAnswer {
    status: Status,
    wait: Option<i64>,
    page: CoverPage,
}

impl<'r> Responder<'r, 'static> for CoverAnswer {
    fn respond_to(self, request: &'r rocket::Request<'_>) -> rocket::response::Result<'static> {
        let mut response = self.page.respond_to(request)?;
        response.set_status(self.status);
        // The form must say which site it comes from, or browsers that say nothing else are turned away; never the
        // address, which is the permission.
        response.set_header(Header::new("Referrer-Policy", "strict-origin"));
        response.set_header(Header::new("X-Robots-Tag", "noindex"));
        if let Some(wait) = self.wait {
            response.set_header(Header::new("Retry-After", wait.to_string()));
        }
        Ok(response)
    }
}

#[derive(FromForm)]
pub struct PasswordForm {
    #[field(default = String::new())]
    password: String,
}

#[get("/reports/<token>")]
pub async fn cover(
    app: &AppState,
    context: RequestContext,
    token: &str,
    held: IfNoneMatch<'_>,
) -> Result<ReportLinkResponse, ErrorResponse> {
    open(app, &context, token, "", report_access(&context), &held).await
}

#[get("/reports/<token>/<name>")]
pub async fn download(
    app: &AppState,
    context: RequestContext,
    token: &str,
    name: &str,
    held: IfNoneMatch<'_>,
) -> Result<ReportLinkResponse, ErrorResponse> {
    open(app, &context, token, name, report_access(&context), &held).await
}

#[post("/reports/<token>/<name>", data = "<typed>")]
pub async fn unlock(
    app: &AppState,
    context: RequestContext,
    token: &str,
    name: &str,
    typed: Form<PasswordForm>,
) -> Result<ReportLinkResponse, ErrorResponse> {
    open(app, &context, token, name, OpenRequest::Post(&typed.password), &IfNoneMatch::absent()).await
}

async fn open(
    app: &AppState,
    context: &RequestContext,
    token: &str,
    name: &str,
    how: OpenRequest<'_>,
    held: &IfNoneMatch<'_>,
) -> Result<ReportLinkResponse, ErrorResponse> {
    let opened = links::open(app, &context.actor, token, name, how).await;
    Ok(match opened? {
        OpenedLink::File(report) => ReportLinkResponse::File(Box::new(FileAnswer::report(*report, held))),
        OpenedLink::Page(cover) => ReportLinkResponse::Page(Box::new(CoverAnswer::new(context, token, *cover))),
    })
}

impl CoverAnswer {
    fn new(context: &RequestContext, token: &str, cover: CoverContent) -> CoverAnswer {
        let address = format!("/reports/{token}");
        let layout = Layout::at(context, &address, Nav::Elsewhere, "");
        // A client has no account, so nothing of the application is offered.
        let layout = if context.member.is_some() { layout } else { layout.without_navigation() };
        let texts = layout.texts;
        let (status, wait, refusal) = match cover.refusal {
            None => (Status::Ok, None, None),
            Some(links::OpenRefusal::WrongPassword) => {
                (Status::Forbidden, None, Some(texts.t("report-cover-refused-password")))
            }
            Some(links::OpenRefusal::TooOften) => (
                Status::TooManyRequests,
                Some(links::OpenRefusal::WAIT_SECONDS),
                Some(texts.t("report-cover-refused-often")),
            ),
        };
        let texts = layout.texts;
        let file = |file: links::CoverFile| FileView {
            url: format!("{address}/{}", file.name),
            label: texts.report_file(file.kind),
        };
        let layout = Layout { title: texts.t("report-cover-title").to_owned(), ..layout };
        let page = CoverPage {
            organisation: cover.organisation,
            site: cover.site_name,
            files: cover.files.into_iter().map(file).collect(),
            asks_password: cover.asks_password,
            is_direct: cover.is_direct,
            openings_left: cover.openings_left,
            until: Texts::of(context.lang).moment(cover.zone.at(cover.expires_at)),
            refusal,
            layout: if refusal.is_some() { layout.refusing() } else { layout },
        };
        CoverAnswer { status, wait, page }
    }
}
