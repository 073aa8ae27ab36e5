//! `/privacy`: exporting and erasing personal data, erasing a submission, and the retention periods.

use crate::{
    domain::{
        access::Permission,
        ids::{SubmissionId, UserId},
        privacy::{PrivacyKind, PrivacyState},
        problem::{Problem, Resource},
        validate::FieldError,
    },
    i18n::Texts,
    services::{
        privacy::{self, Overview, Request},
        retention::{self, Retention},
    },
    web::{
        body::Form,
        context::{AppState, RequestContext},
        error::ErrorResponse,
        file::FileAnswer,
        params::IdParam,
        problem,
        return_to::encoded,
        view::{
            format::Moment,
            layout::{Layout, Nav},
        },
    },
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::{FromForm, Responder, get, http::Status, post, response::Redirect};

#[derive(Template, WebTemplate)]
#[template(path = "privacy/show.html")]
pub struct PrivacyPage {
    layout: Layout,
    name: String,
    email: String,
    /// Where its forms lead.
    address: String,
    is_own: bool,
    requests: Vec<RequestView>,
    retention: Option<Retention>,
    refused: Option<String>,
    /// The page to confirm the password, if that is required first.
    confirm_at: Option<String>,
}

pub struct RequestView {
    is_waiting: bool,
    kind: &'static str,
    state: &'static str,
    css: &'static str,
    at: Moment,
    until: Option<Moment>,
    size: Option<String>,
    url: Option<String>,
}

#[derive(Template, WebTemplate)]
#[template(path = "privacy/submission.html")]
pub struct ErasePage {
    layout: Layout,
    id: String,
    reason: String,
    refused: Option<String>,
    confirm_at: Option<String>,
}

#[derive(Responder)]
pub enum PrivacyResponse {
    Done(Box<Redirect>),
    Person((Status, Box<PrivacyPage>)),
    Submission((Status, Box<ErasePage>)),
}

#[derive(FromForm)]
pub struct ConfirmForm<'r> {
    #[field(default = "")]
    confirm: &'r str,
    #[field(default = "")]
    reason: &'r str,
}

impl RequestView {
    fn new(request: Request, context: &RequestContext) -> RequestView {
        let texts = Texts::of(context.lang);
        let (state, css) = match request.state {
            PrivacyState::Waiting => (texts.t("privacy-state-waiting"), "pending"),
            PrivacyState::Done => (texts.t("privacy-state-done"), "completed"),
            PrivacyState::Refused => (texts.t("privacy-state-refused"), "failed"),
            PrivacyState::Failed => (texts.t("privacy-state-failed"), "failed"),
            PrivacyState::Expired => (texts.t("privacy-state-expired"), "pending"),
        };
        RequestView {
            is_waiting: request.state == PrivacyState::Waiting,
            kind: match request.kind {
                PrivacyKind::Export => texts.t("privacy-kind-export"),
                PrivacyKind::Erase => texts.t("privacy-kind-erase"),
            },
            state,
            css,
            at: Texts::of(context.lang).moment(context.zone.at(request.created_at)),
            until: request.expires_at.map(|at| Texts::of(context.lang).moment(context.zone.at(at))),
            size: request.file_size.map(|size| Texts::of(context.lang).size(size)),
            url: request.url,
        }
    }
}

impl PrivacyPage {
    /// Something is being made: the page looks again by itself.
    fn is_waiting(&self) -> bool {
        self.refused.is_none() && self.requests.iter().any(|request| request.is_waiting)
    }
}

/// The person whose own page it is.
fn me(context: &RequestContext) -> &str {
    context.member.as_ref().map_or("", |member| member.user_public_id.as_str())
}

fn person_id(person: &str) -> Result<UserId, Problem> {
    person.parse().map_err(|_| Problem::NotFound(Resource::Person))
}

fn address(context: &RequestContext, person: &str) -> String {
    if person == me(context) { "/privacy".to_owned() } else { format!("/privacy/people/{person}") }
}

/// The page to confirm the password, which returns to `page`.
fn confirm_at(page: &str) -> String {
    format!("/account/confirm?next={}", encoded(page))
}

/// Everything that is wrong with what was typed, in one line: these forms are short.
fn problem_text(problem: &Problem, context: &RequestContext) -> String {
    let texts = Texts::of(context.lang);
    let Problem::Invalid(errors) = problem else { return texts.problem(problem) };
    let say = |error: &FieldError| match error.name.as_str() {
        "confirm" => texts.t("privacy-confirm-wrong").to_owned(),
        _ => texts.field_error(error),
    };
    errors.iter().map(say).collect::<Vec<_>>().join(" ")
}

async fn page(app: &AppState, context: &RequestContext, layout: Layout, person: &str) -> Result<PrivacyPage, Problem> {
    let Overview { person: found, requests } = privacy::overview(app, &context.actor, &person_id(person)?).await?;
    let is_own = person == me(context);
    let retention = match is_own && context.has_permission(Permission::ManageOrganisation) {
        true => Some(retention::retention(app, &context.actor).await?),
        false => None,
    };
    Ok(PrivacyPage {
        layout: Layout { title: layout.texts.t("privacy-title").to_owned(), ..layout },
        name: found.full_name.unwrap_or_else(|| found.email.clone()),
        email: found.email,
        address: address(context, person),
        is_own,
        requests: requests.into_iter().map(|request| RequestView::new(request, context)).collect(),
        retention,
        refused: None,
        confirm_at: None,
    })
}

#[get("/privacy")]
pub async fn own(app: &AppState, context: RequestContext) -> Result<PrivacyPage, ErrorResponse> {
    let layout = Layout::new(&context, Nav::Elsewhere, "");
    Ok(page(app, &context, layout, me(&context)).await?)
}

#[get("/privacy/people/<person>")]
pub async fn about(app: &AppState, context: RequestContext, person: &str) -> Result<PrivacyPage, ErrorResponse> {
    let layout = Layout::new(&context, Nav::Elsewhere, "");
    Ok(page(app, &context, layout, person).await?)
}

#[post("/privacy/export")]
pub async fn export_own(app: &AppState, context: RequestContext) -> Result<PrivacyResponse, ErrorResponse> {
    let person = me(&context);
    ask(app, &context, person, PrivacyKind::Export, None).await
}

#[post("/privacy/people/<person>/export")]
pub async fn export(app: &AppState, context: RequestContext, person: &str) -> Result<PrivacyResponse, ErrorResponse> {
    ask(app, &context, person, PrivacyKind::Export, None).await
}

#[post("/privacy/people/<person>/erase", data = "<confirmed>")]
pub async fn erase_person(
    app: &AppState,
    context: RequestContext,
    person: &str,
    confirmed: Form<ConfirmForm<'_>>,
) -> Result<PrivacyResponse, ErrorResponse> {
    ask(app, &context, person, PrivacyKind::Erase, Some(confirmed.confirm)).await
}

async fn ask(
    app: &AppState,
    context: &RequestContext,
    person: &str,
    kind: PrivacyKind,
    typed: Option<&str>,
) -> Result<PrivacyResponse, ErrorResponse> {
    let lately = context.member.as_ref().is_some_and(|member| member.recently_reauthenticated(app.clock.now()));
    let done = match lately {
        true => match person_id(person) {
            Ok(person) => privacy::request(app, &context.actor, &person, kind, typed).await.map_err(Some),
            Err(problem) => Err(Some(problem)),
        },
        false => Err(None),
    };
    let (status, sentence) = match done {
        // The page of an erased person will not exist.
        Ok(()) if kind == PrivacyKind::Erase => {
            return Ok(PrivacyResponse::Done(Box::new(Redirect::to("/people?done=erasing"))));
        }
        Ok(()) => return Ok(PrivacyResponse::Done(Box::new(Redirect::to(address(context, person))))),
        Err(None) => (Status::Forbidden, Texts::of(context.lang).t("privacy-confirm-again").to_owned()),
        Err(Some(problem @ (Problem::Invalid(_) | Problem::Conflict(_)))) => {
            (problem::status(&problem), problem_text(&problem, context))
        }
        Err(Some(problem)) => return Err(problem.into()),
    };
    let confirm_at = (!lately).then(|| confirm_at(&address(context, person)));
    let layout = Layout::answering_post(context, Nav::Elsewhere, "", true);
    let page = page(app, context, layout, person).await?;
    Ok(PrivacyResponse::Person((status, Box::new(PrivacyPage { refused: Some(sentence), confirm_at, ..page }))))
}

#[get("/privacy/exports/<token>")]
pub async fn download(app: &AppState, context: RequestContext, token: &str) -> Result<FileAnswer, ErrorResponse> {
    let file = privacy::open(app, &context.actor, token).await?;
    Ok(FileAnswer::copy(file, "injaaz.zip"))
}

#[get("/submissions/<id>/erase")]
pub async fn erase_form(
    app: &AppState,
    context: RequestContext,
    id: IdParam<SubmissionId>,
) -> Result<ErasePage, ErrorResponse> {
    // A submission of another organisation is reported as not found.
    crate::services::submissions::show(app, &context.actor, &id.0).await?;
    Ok(ErasePage::new(Layout::new(&context, Nav::Submissions, ""), &id.0))
}

#[post("/submissions/<id>/erase", data = "<confirmed>")]
pub async fn erase_submission(
    app: &AppState,
    context: RequestContext,
    id: IdParam<SubmissionId>,
    confirmed: Form<ConfirmForm<'_>>,
) -> Result<PrivacyResponse, ErrorResponse> {
    let lately = context.member.as_ref().is_some_and(|member| member.recently_reauthenticated(app.clock.now()));
    let done = match lately {
        true => retention::one(app, &context.actor, &id.0, confirmed.reason, confirmed.confirm).await.map_err(Some),
        false => Err(None),
    };
    let (status, sentence) = match done {
        Ok(()) => return Ok(PrivacyResponse::Done(Box::new(Redirect::to("/submissions")))),
        Err(None) => (Status::Forbidden, Texts::of(context.lang).t("privacy-confirm-again").to_owned()),
        Err(Some(problem @ Problem::Invalid(_))) => (problem::status(&problem), problem_text(&problem, &context)),
        Err(Some(problem)) => return Err(problem.into()),
    };
    let page = ErasePage::new(Layout::answering_post(&context, Nav::Submissions, "", true), &id.0);
    let confirm_at = (!lately).then(|| confirm_at(&format!("/submissions/{}/erase", id.0)));
    let page = ErasePage { reason: confirmed.reason.to_owned(), refused: Some(sentence), confirm_at, ..page };
    Ok(PrivacyResponse::Submission((status, Box::new(page))))
}

impl ErasePage {
    fn new(layout: Layout, id: &SubmissionId) -> ErasePage {
        let title = layout.texts.t("privacy-erase-submission").to_owned();
        let (id, reason) = (id.to_string(), String::new());
        ErasePage { layout: Layout { title, ..layout }, id, reason, refused: None, confirm_at: None }
    }
}
