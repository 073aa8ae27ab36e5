//! `/privacy`: what is kept of a person, to take away or to end; and how long submissions are kept.

use crate::{
    domain::{
        access::Permission,
        ids::SubmissionId,
        privacy::{PrivacyKind, PrivacyState},
        problem::Problem,
        validate::FieldError,
    },
    services::{
        privacy::{self, Overview, Request},
        retention::{self, Retention},
    },
    web::{
        body::Form,
        context::{AppState, IdParam, RequestContext},
        error::{self, Failed},
        file::FileAnswer,
        return_to::encoded,
        view::{
            format::{self, Moment},
            layout::{Layout, Nav},
            words::Words,
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
    mine: bool,
    requests: Vec<RequestView>,
    retention: Option<Retention>,
    refused: Option<String>,
    /// Where somebody shows once more who they are, if that is what is missing.
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
pub enum Answered {
    Done(Box<Redirect>),
    Person((Status, Box<PrivacyPage>)),
    Submission((Status, Box<ErasePage>)),
}

#[derive(FromForm)]
pub struct Confirmed<'r> {
    #[field(default = "")]
    confirm: &'r str,
    #[field(default = "")]
    reason: &'r str,
}

impl RequestView {
    fn new(request: Request, context: &RequestContext) -> RequestView {
        let words = &Words::of(context.lang).privacy;
        let (state, css) = match request.state {
            PrivacyState::Waiting => (words.state_waiting, "pending"),
            PrivacyState::Done => (words.state_done, "completed"),
            PrivacyState::Refused => (words.state_refused, "failed"),
            PrivacyState::Failed => (words.state_failed, "failed"),
            PrivacyState::Expired => (words.state_expired, "pending"),
        };
        RequestView {
            is_waiting: request.state == PrivacyState::Waiting,
            kind: match request.kind {
                PrivacyKind::Export => words.kind_export,
                PrivacyKind::Erase => words.kind_erase,
            },
            state,
            css,
            at: format::moment(request.created_at, context.lang),
            until: request.expires_at.map(|at| format::moment(at, context.lang)),
            size: request.file_size.map(|size| format::size(size, context.lang)),
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
fn me(context: &RequestContext) -> String {
    context.member.as_ref().map(|member| member.user_public_id.clone()).unwrap_or_default()
}

fn address(context: &RequestContext, person: &str) -> String {
    if person == me(context) { "/privacy".to_owned() } else { format!("/privacy/people/{person}") }
}

/// The page on which somebody shows once more who they are, and the way back.
fn confirm_at(page: &str) -> String {
    format!("/account/confirm?next={}", encoded(page))
}

/// Everything that is wrong with what was typed, in one line: these forms are short.
fn said(problem: &Problem, context: &RequestContext) -> String {
    let Problem::Invalid(errors) = problem else { return problem.sentence(context.lang) };
    let words = &Words::of(context.lang).privacy;
    let say = |error: &FieldError| match error.name.as_str() {
        "confirm" => words.confirm_wrong.to_owned(),
        _ => error.message(context.lang),
    };
    errors.iter().map(say).collect::<Vec<_>>().join(" ")
}

async fn page(app: &AppState, context: &RequestContext, layout: Layout, person: &str) -> Result<PrivacyPage, Problem> {
    let Overview { person: found, requests } = privacy::overview(app, &context.actor, person).await?;
    let mine = person == me(context);
    let retention = match mine && context.has_permission(Permission::ManageOrganisation) {
        true => Some(retention::retention(app, &context.actor).await?),
        false => None,
    };
    Ok(PrivacyPage {
        layout: Layout { title: layout.words.privacy.title.to_owned(), ..layout },
        name: found.full_name.unwrap_or_else(|| found.email.clone()),
        email: found.email,
        address: address(context, person),
        mine,
        requests: requests.into_iter().map(|request| RequestView::new(request, context)).collect(),
        retention,
        refused: None,
        confirm_at: None,
    })
}

#[get("/privacy")]
pub async fn own(app: &AppState, context: RequestContext) -> Result<PrivacyPage, Failed> {
    let layout = Layout::new(&context, Nav::Elsewhere, "");
    page(app, &context, layout, &me(&context)).await.map_err(|problem| Failed::new(problem, &context))
}

#[get("/privacy/people/<person>")]
pub async fn about(app: &AppState, context: RequestContext, person: &str) -> Result<PrivacyPage, Failed> {
    let layout = Layout::new(&context, Nav::Elsewhere, "");
    page(app, &context, layout, person).await.map_err(|problem| Failed::new(problem, &context))
}

#[post("/privacy/export")]
pub async fn export_own(app: &AppState, context: RequestContext) -> Result<Answered, Failed> {
    let person = me(&context);
    ask(app, &context, &person, PrivacyKind::Export, None).await
}

#[post("/privacy/people/<person>/export")]
pub async fn export(app: &AppState, context: RequestContext, person: &str) -> Result<Answered, Failed> {
    ask(app, &context, person, PrivacyKind::Export, None).await
}

#[post("/privacy/people/<person>/erase", data = "<confirmed>")]
pub async fn erase_person(
    app: &AppState,
    context: RequestContext,
    person: &str,
    confirmed: Form<Confirmed<'_>>,
) -> Result<Answered, Failed> {
    ask(app, &context, person, PrivacyKind::Erase, Some(confirmed.confirm)).await
}

async fn ask(
    app: &AppState,
    context: &RequestContext,
    person: &str,
    kind: PrivacyKind,
    typed: Option<&str>,
) -> Result<Answered, Failed> {
    let lately = context.member.as_ref().is_some_and(|member| member.recently_reauthenticated(app.clock.now()));
    let done = match lately {
        true => privacy::ask(app, &context.actor, person, kind, typed).await.map_err(Some),
        false => Err(None),
    };
    let (status, sentence) = match done {
        // Whoever is erased has no page in a moment.
        Ok(()) if kind == PrivacyKind::Erase => {
            return Ok(Answered::Done(Box::new(Redirect::to("/people?done=erasing"))));
        }
        Ok(()) => return Ok(Answered::Done(Box::new(Redirect::to(address(context, person))))),
        Err(None) => (Status::Forbidden, Words::of(context.lang).privacy.confirm_again.to_owned()),
        Err(Some(problem @ (Problem::Invalid(_) | Problem::Conflict(_)))) => {
            (error::status(&problem), said(&problem, context))
        }
        Err(Some(problem)) => return Err(Failed::new(problem, context)),
    };
    let confirm_at = (!lately).then(|| confirm_at(&address(context, person)));
    let layout = Layout::answering_post(context, Nav::Elsewhere, "", true);
    let page = page(app, context, layout, person).await.map_err(|problem| Failed::new(problem, context))?;
    Ok(Answered::Person((status, Box::new(PrivacyPage { refused: Some(sentence), confirm_at, ..page }))))
}

#[get("/privacy/exports/<token>")]
pub async fn download(app: &AppState, context: RequestContext, token: &str) -> Result<FileAnswer, Failed> {
    let file = privacy::open(app, &context.actor, token).await.map_err(|problem| Failed::new(problem, &context))?;
    Ok(FileAnswer::copy(file, "injaaz.zip"))
}

#[get("/submissions/<id>/erase")]
pub async fn erase_form(
    app: &AppState,
    context: RequestContext,
    id: IdParam<SubmissionId>,
) -> Result<ErasePage, Failed> {
    // Whoever asks about another organisation's is told what everybody is told about one that is not there.
    crate::services::submissions::show(app, &context.actor, &id.0)
        .await
        .map_err(|problem| Failed::new(problem, &context))?;
    Ok(ErasePage::new(Layout::new(&context, Nav::Submissions, ""), &id.0))
}

#[post("/submissions/<id>/erase", data = "<confirmed>")]
pub async fn erase_submission(
    app: &AppState,
    context: RequestContext,
    id: IdParam<SubmissionId>,
    confirmed: Form<Confirmed<'_>>,
) -> Result<Answered, Failed> {
    let lately = context.member.as_ref().is_some_and(|member| member.recently_reauthenticated(app.clock.now()));
    let done = match lately {
        true => retention::one(app, &context.actor, &id.0, confirmed.reason, confirmed.confirm).await.map_err(Some),
        false => Err(None),
    };
    let (status, sentence) = match done {
        Ok(()) => return Ok(Answered::Done(Box::new(Redirect::to("/submissions")))),
        Err(None) => (Status::Forbidden, Words::of(context.lang).privacy.confirm_again.to_owned()),
        Err(Some(problem @ Problem::Invalid(_))) => (error::status(&problem), said(&problem, &context)),
        Err(Some(problem)) => return Err(Failed::new(problem, &context)),
    };
    let page = ErasePage::new(Layout::answering_post(&context, Nav::Submissions, "", true), &id.0);
    let confirm_at = (!lately).then(|| confirm_at(&format!("/submissions/{}/erase", id.0)));
    let page = ErasePage { reason: confirmed.reason.to_owned(), refused: Some(sentence), confirm_at, ..page };
    Ok(Answered::Submission((status, Box::new(page))))
}

impl ErasePage {
    fn new(layout: Layout, id: &SubmissionId) -> ErasePage {
        let title = layout.words.privacy.erase_submission.to_owned();
        let (id, reason) = (id.to_string(), String::new());
        ErasePage { layout: Layout { title, ..layout }, id, reason, refused: None, confirm_at: None }
    }
}
