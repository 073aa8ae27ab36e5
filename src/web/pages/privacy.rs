//! `/privacy`: what is kept of a person, to take away or to end; and how long submissions are kept.

use crate::{
    domain::{
        access::May,
        ids::SubmissionId,
        privacy::{PrivacyKind, PrivacyState},
        problem::Problem,
        validate::FieldError,
    },
    i18n::Texts,
    services::{
        erase::{self, Retention},
        privacy::{self, Overview, Request},
    },
    web::{
        body::Form,
        error::{self, Failed},
        file::FileAnswer,
        guards::{Asked, IdParam, TheApp},
        next::encoded,
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
    fn new(request: Request, asked: &Asked) -> RequestView {
        let texts = Texts::of(asked.lang);
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
            at: Texts::of(asked.lang).moment(request.created_at),
            until: request.expires_at.map(|at| Texts::of(asked.lang).moment(at)),
            size: request.file_size.map(|size| Texts::of(asked.lang).size(size)),
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
fn me(asked: &Asked) -> String {
    asked.member.as_ref().map(|member| member.user_public_id.clone()).unwrap_or_default()
}

fn address(asked: &Asked, person: &str) -> String {
    if person == me(asked) { "/privacy".to_owned() } else { format!("/privacy/people/{person}") }
}

/// The page on which somebody shows once more who they are, and the way back.
fn confirm_at(page: &str) -> String {
    format!("/account/confirm?next={}", encoded(page))
}

/// Everything that is wrong with what was typed, in one line: these forms are short.
fn said(problem: &Problem, asked: &Asked) -> String {
    let Problem::Invalid(errors) = problem else { return problem.sentence(asked.lang) };
    let texts = Texts::of(asked.lang);
    let say = |error: &FieldError| match error.name.as_str() {
        "confirm" => texts.t("privacy-confirm-wrong").to_owned(),
        _ => error.message(asked.lang),
    };
    errors.iter().map(say).collect::<Vec<_>>().join(" ")
}

async fn page(app: &TheApp, asked: &Asked, layout: Layout, person: &str) -> Result<PrivacyPage, Problem> {
    let Overview { person: found, requests } = privacy::overview(app, &asked.caller, person).await?;
    let mine = person == me(asked);
    let retention = match mine && asked.may(May::ManageOrganisation) {
        true => Some(erase::retention(app, &asked.caller).await?),
        false => None,
    };
    Ok(PrivacyPage {
        layout: Layout { title: layout.texts.t("privacy-title").to_owned(), ..layout },
        name: found.full_name.unwrap_or_else(|| found.email.clone()),
        email: found.email,
        address: address(asked, person),
        mine,
        requests: requests.into_iter().map(|request| RequestView::new(request, asked)).collect(),
        retention,
        refused: None,
        confirm_at: None,
    })
}

#[get("/privacy")]
pub async fn own(app: &TheApp, asked: Asked) -> Result<PrivacyPage, Failed> {
    let layout = Layout::new(&asked, Nav::Elsewhere, "");
    page(app, &asked, layout, &me(&asked)).await.map_err(|problem| Failed::new(problem, &asked))
}

#[get("/privacy/people/<person>")]
pub async fn about(app: &TheApp, asked: Asked, person: &str) -> Result<PrivacyPage, Failed> {
    let layout = Layout::new(&asked, Nav::Elsewhere, "");
    page(app, &asked, layout, person).await.map_err(|problem| Failed::new(problem, &asked))
}

#[post("/privacy/export")]
pub async fn export_own(app: &TheApp, asked: Asked) -> Result<Answered, Failed> {
    let person = me(&asked);
    ask(app, &asked, &person, PrivacyKind::Export, None).await
}

#[post("/privacy/people/<person>/export")]
pub async fn export(app: &TheApp, asked: Asked, person: &str) -> Result<Answered, Failed> {
    ask(app, &asked, person, PrivacyKind::Export, None).await
}

#[post("/privacy/people/<person>/erase", data = "<confirmed>")]
pub async fn erase_person(
    app: &TheApp,
    asked: Asked,
    person: &str,
    confirmed: Form<Confirmed<'_>>,
) -> Result<Answered, Failed> {
    ask(app, &asked, person, PrivacyKind::Erase, Some(confirmed.confirm)).await
}

async fn ask(
    app: &TheApp,
    asked: &Asked,
    person: &str,
    kind: PrivacyKind,
    typed: Option<&str>,
) -> Result<Answered, Failed> {
    let lately = asked.member.as_ref().is_some_and(|member| member.confirmed_lately(app.clock.now()));
    let done = match lately {
        true => privacy::ask(app, &asked.caller, person, kind, typed).await.map_err(Some),
        false => Err(None),
    };
    let (status, sentence) = match done {
        // Whoever is erased has no page in a moment.
        Ok(()) if kind == PrivacyKind::Erase => {
            return Ok(Answered::Done(Box::new(Redirect::to("/people?done=erasing"))));
        }
        Ok(()) => return Ok(Answered::Done(Box::new(Redirect::to(address(asked, person))))),
        Err(None) => (Status::Forbidden, Texts::of(asked.lang).t("privacy-confirm-again").to_owned()),
        Err(Some(problem @ (Problem::Invalid(_) | Problem::Conflict(_)))) => {
            (error::status(&problem), said(&problem, asked))
        }
        Err(Some(problem)) => return Err(Failed::new(problem, asked)),
    };
    let confirm_at = (!lately).then(|| confirm_at(&address(asked, person)));
    let layout = Layout::answering_post(asked, Nav::Elsewhere, "", true);
    let page = page(app, asked, layout, person).await.map_err(|problem| Failed::new(problem, asked))?;
    Ok(Answered::Person((status, Box::new(PrivacyPage { refused: Some(sentence), confirm_at, ..page }))))
}

#[get("/privacy/exports/<token>")]
pub async fn download(app: &TheApp, asked: Asked, token: &str) -> Result<FileAnswer, Failed> {
    let file = privacy::open(app, &asked.caller, token).await.map_err(|problem| Failed::new(problem, &asked))?;
    Ok(FileAnswer::copy(file, "injaaz.zip"))
}

#[get("/submissions/<id>/erase")]
pub async fn erase_form(app: &TheApp, asked: Asked, id: IdParam<SubmissionId>) -> Result<ErasePage, Failed> {
    // Whoever asks about another organisation's is told what everybody is told about one that is not there.
    crate::services::submissions::show(app, &asked.caller, &id.0)
        .await
        .map_err(|problem| Failed::new(problem, &asked))?;
    Ok(ErasePage::new(Layout::new(&asked, Nav::Submissions, ""), &id.0))
}

#[post("/submissions/<id>/erase", data = "<confirmed>")]
pub async fn erase_submission(
    app: &TheApp,
    asked: Asked,
    id: IdParam<SubmissionId>,
    confirmed: Form<Confirmed<'_>>,
) -> Result<Answered, Failed> {
    let lately = asked.member.as_ref().is_some_and(|member| member.confirmed_lately(app.clock.now()));
    let done = match lately {
        true => erase::one(app, &asked.caller, &id.0, confirmed.reason, confirmed.confirm).await.map_err(Some),
        false => Err(None),
    };
    let (status, sentence) = match done {
        Ok(()) => return Ok(Answered::Done(Box::new(Redirect::to("/submissions")))),
        Err(None) => (Status::Forbidden, Texts::of(asked.lang).t("privacy-confirm-again").to_owned()),
        Err(Some(problem @ Problem::Invalid(_))) => (error::status(&problem), said(&problem, &asked)),
        Err(Some(problem)) => return Err(Failed::new(problem, &asked)),
    };
    let page = ErasePage::new(Layout::answering_post(&asked, Nav::Submissions, "", true), &id.0);
    let confirm_at = (!lately).then(|| confirm_at(&format!("/submissions/{}/erase", id.0)));
    let page = ErasePage { reason: confirmed.reason.to_owned(), refused: Some(sentence), confirm_at, ..page };
    Ok(Answered::Submission((status, Box::new(page))))
}

impl ErasePage {
    fn new(layout: Layout, id: &SubmissionId) -> ErasePage {
        let title = layout.texts.t("privacy-erase-submission").to_owned();
        let (id, reason) = (id.to_string(), String::new());
        ErasePage { layout: Layout { title, ..layout }, id, reason, refused: None, confirm_at: None }
    }
}
