//! `/reports/<token>`: a report behind a signed link as a page, its files and photos, and the page before a link with a
//! password or a limited number of openings.
//!
//! Invariant: the preview of a messenger neither uses up a limited link nor opens one with a password, because only a
//! POST does. Every other link is the report itself.

use super::{
    cover::{CoverAnswer, FileView, REFERRER_OF_FORMS, client_layout, files_of},
    response_view::{ResponseForm, ResponseView},
};
use crate::{
    domain::{ids::SubmissionKey, problem::Problem},
    i18n::Texts,
    services::{
        client_responses::ClientResponse,
        links,
        shared_reports::{self, OpenRequest, OpenedShare, SharedReport},
        uploads::PictureSize,
    },
    web::{
        body::Form,
        context::{AppState, RequestContext},
        error::ErrorResponse,
        file::{FileAnswer, report_access, upload_answer},
        params::IfNoneMatch,
        view::{
            answer_reader,
            answers::{AnswerPicture, AnswersView, BodyView, HeadView, Value},
            client_response::ClientResponseView,
            format::Moment,
            layout::{Layout, Nav},
        },
    },
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::{FromForm, get, http::Header, post, response::Responder};

/// The report in the browser, made of the same parts as the page of its submission.
#[derive(Template, WebTemplate)]
#[template(path = "reports/show.html")]
pub struct ReportPage {
    layout: Layout,
    organisation: String,
    head: HeadView,
    answers: AnswersView,
    submitted: Moment,
    files: Vec<FileView>,
    /// A GET of a file opens it. Otherwise the page before the report does.
    is_direct: bool,
    address: String,
    until: Moment,
    /// For a client who may respond.
    response: Option<ResponseView>,
}

/// A report, or the page before it.
#[derive(Responder)]
pub enum ReportLinkResponse {
    File(Box<FileAnswer>),
    Page(Box<CoverAnswer>),
    Report(Box<ReportAnswer>),
}

pub struct ReportAnswer(pub ReportPage);

impl<'r> Responder<'r, 'static> for ReportAnswer {
    fn respond_to(self, request: &'r rocket::Request<'_>) -> rocket::response::Result<'static> {
        let has_form = self.0.response.is_some();
        let mut response = self.0.respond_to(request)?;
        if has_form {
            response.set_header(Header::new(REFERRER_OF_FORMS.0, REFERRER_OF_FORMS.1));
        }
        response.set_header(Header::new("X-Robots-Tag", "noindex"));
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

// Ranked below the other addresses that begin like this.
#[post("/reports/<token>/<name>", rank = 1, data = "<typed>")]
pub async fn unlock(
    app: &AppState,
    context: RequestContext,
    token: &str,
    name: &str,
    typed: Form<PasswordForm>,
) -> Result<ReportLinkResponse, ErrorResponse> {
    open(app, &context, token, name, OpenRequest::Post(&typed.password), &IfNoneMatch::absent()).await
}

/// A photo of the page, behind an address that the page contains.
#[get("/reports/<token>/photos/<photo>")]
pub async fn photo(
    app: &AppState,
    _context: RequestContext,
    token: &str,
    photo: &str,
    held: IfNoneMatch<'_>,
) -> Result<FileAnswer, ErrorResponse> {
    let (id, file) = links::open_page_photo(app, token, photo, PictureSize::Large).await?;
    Ok(upload_answer(file, &id, PictureSize::Large, &held)?)
}

#[get("/reports/<token>/photos/<photo>/thumb")]
pub async fn thumb(
    app: &AppState,
    _context: RequestContext,
    token: &str,
    photo: &str,
    held: IfNoneMatch<'_>,
) -> Result<FileAnswer, ErrorResponse> {
    let (id, file) = links::open_page_photo(app, token, photo, PictureSize::Thumb).await?;
    Ok(upload_answer(file, &id, PictureSize::Thumb, &held)?)
}

async fn open(
    app: &AppState,
    context: &RequestContext,
    token: &str,
    name: &str,
    how: OpenRequest<'_>,
    held: &IfNoneMatch<'_>,
) -> Result<ReportLinkResponse, ErrorResponse> {
    let opened = shared_reports::open(app, &context.actor, token, name, how).await;
    Ok(match opened? {
        OpenedShare::File(report) => ReportLinkResponse::File(Box::new(FileAnswer::report(*report, held))),
        OpenedShare::Cover(cover) => ReportLinkResponse::Page(Box::new(CoverAnswer::new(context, token, *cover))),
        OpenedShare::Report(report) => {
            let page = ReportPage::new(app, context, token, *report, matches!(how, OpenRequest::Post(_)));
            ReportLinkResponse::Report(Box::new(ReportAnswer(page)))
        }
    })
}

impl ReportPage {
    /// `is_posted`: the page answers a POST.
    pub(super) fn new(
        app: &AppState,
        context: &RequestContext,
        token: &str,
        mut report: SharedReport,
        is_posted: bool,
    ) -> ReportPage {
        let address = format!("/reports/{token}");
        let title = Texts::of(context.lang).t("report-cover-title");
        // The answer to a post has no address in another language.
        let layout = match is_posted {
            true => Layout::answering_post(context, Nav::Elsewhere, title, false),
            false => Layout::at(context, &address, Nav::Elsewhere, title),
        };
        let layout = client_layout(context, layout);
        let response = report.responses.take().map(|said| response(app, &report, said, layout.texts));
        let (zone, details) = (report.cover.zone, &report.details);
        let segment = |id: &_| report.photo(app, id);
        ReportPage {
            organisation: report.cover.organisation.clone(),
            head: answer_reader::head(details, context.lang, zone),
            answers: answer_reader::shown_to_client(details, &format!("{address}/photos"), &segment, context.lang),
            submitted: layout.texts.moment(zone.at(details.submission.created_at)),
            is_direct: report.cover.is_direct,
            until: layout.texts.moment(zone.at(report.cover.expires_at)),
            files: files_of(&address, report.cover.files, layout.texts),
            address,
            response,
            layout,
        }
    }

    /// The page in response to what the client sent and was not saved.
    pub(super) fn with_refused(self, typed: ResponseForm, problem: &Problem) -> ReportPage {
        let layout = self.layout.refusing();
        let response = self.response.map(|response| response.refused_for(typed, problem, layout.texts));
        ReportPage { response, layout, ..self }
    }
}

fn response(app: &AppState, report: &SharedReport, said: Vec<ClientResponse>, texts: Texts) -> ResponseView {
    let (newest, zone) = (report.details.submission.revision, report.cover.zone);
    let said = said.into_iter().map(|said| ClientResponseView::new(said, newest, texts, zone, |_| None)).collect();
    let typed = ResponseForm {
        permit: report.response_permit(app),
        key: SubmissionKey::random().as_str().to_owned(),
        ..ResponseForm::default()
    };
    ResponseView::new(texts, &report.cover.organisation, typed, said)
}
