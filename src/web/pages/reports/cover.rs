//! The page before a report: its files, and the form for a password or a limited number of openings.

use crate::{
    i18n::Texts,
    services::{
        links,
        shared_reports::{CoverContent, CoverFile, OpenRefusal},
    },
    web::{
        context::RequestContext,
        view::{
            format::Moment,
            layout::{Layout, Nav},
        },
    },
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::{
    http::{Header, Status},
    response::Responder,
};

/// The form must say which site it comes from, or browsers that say nothing else are turned away; never the address, which
/// is the permission.
pub(super) const REFERRER_OF_FORMS: (&str, &str) = ("Referrer-Policy", "strict-origin");

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
    /// The address at which the report is a page, if the link permits it.
    page_url: Option<String>,
    until: Moment,
    refusal: Option<&'static str>,
}

pub(super) struct FileView {
    pub url: String,
    pub label: &'static str,
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
        response.set_header(Header::new(REFERRER_OF_FORMS.0, REFERRER_OF_FORMS.1));
        response.set_header(Header::new("X-Robots-Tag", "noindex"));
        if let Some(wait) = self.wait {
            response.set_header(Header::new("Retry-After", wait.to_string()));
        }
        Ok(response)
    }
}

/// The layout for a client, who has no account, so nothing of the application is offered.
pub(super) fn client_layout(context: &RequestContext, layout: Layout) -> Layout {
    if context.member.is_some() { layout } else { layout.without_navigation() }
}

pub(super) fn files_of(address: &str, files: Vec<CoverFile>, texts: Texts) -> Vec<FileView> {
    let view =
        |file: CoverFile| FileView { url: format!("{address}/{}", file.name), label: texts.report_file(file.kind) };
    files.into_iter().map(view).collect()
}

impl CoverAnswer {
    pub(super) fn new(context: &RequestContext, token: &str, cover: CoverContent) -> CoverAnswer {
        let address = format!("/reports/{token}");
        let layout = Layout::at(context, &address, Nav::Elsewhere, "");
        let layout = client_layout(context, layout);
        let texts = layout.texts;
        let (status, wait, refusal) = match cover.refusal {
            None => (Status::Ok, None, None),
            Some(OpenRefusal::WrongPassword) => {
                (Status::Forbidden, None, Some(texts.t("report-cover-refused-password")))
            }
            Some(OpenRefusal::TooOften) => {
                (Status::TooManyRequests, Some(OpenRefusal::WAIT_SECONDS), Some(texts.t("report-cover-refused-often")))
            }
        };
        let layout = Layout { title: texts.t("report-cover-title").to_owned(), ..layout };
        let page = CoverPage {
            organisation: cover.organisation,
            site: cover.site_name,
            page_url: cover.has_page.then(|| format!("{address}/{}", links::PAGE)),
            files: files_of(&address, cover.files, texts),
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
