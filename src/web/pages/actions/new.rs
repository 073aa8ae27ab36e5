//! `/actions/new`: the form for an action about a submission, one of its items or one of its answers.

use super::{
    ADDRESS,
    input::{ActionFields, ActionForm, sentences},
};
use crate::{
    domain::{
        action::Severity,
        findings,
        ids::SubmissionId,
        problem::{Malformed, Problem},
    },
    i18n::Texts,
    services::actions::{self, ActionSubject, ActionTarget},
    web::{
        body::Form,
        context::{AppState, RequestContext},
        error::ErrorResponse,
        pages::PostResponse,
        problem,
        view::{
            answer_reader,
            field_sentences::FieldSentences,
            labels,
            layout::{Layout, Nav},
        },
    },
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::{FromForm, get, http::Status, post, response::Redirect};

#[derive(Template, WebTemplate)]
#[template(path = "actions/new.html")]
pub struct NewActionPage {
    layout: Layout,
    refused: FieldSentences,
    fields: ActionFields,
    site: String,
    form_title: String,
    target: ActionTarget,
}

#[derive(FromForm)]
pub struct NewActionForm<'r> {
    submission: &'r str,
    #[field(default = "")]
    item: &'r str,
    #[field(default = "")]
    question: &'r str,
    action: ActionForm<'r>,
}

/// What an action is about, from the parameters of an address or a form.
fn target(submission: &str, item: &str, question: &str) -> Result<ActionTarget, Problem> {
    let named = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let submission: SubmissionId = submission.parse().map_err(|_| Problem::Malformed(Malformed::Unreadable))?;
    Ok(ActionTarget { submission, item: named(item), question: named(question) })
}

#[get("/actions/new?<submission>&<item>&<question>")]
pub async fn show(
    app: &AppState,
    context: RequestContext,
    submission: &str,
    item: Option<&str>,
    question: Option<&str>,
) -> Result<NewActionPage, ErrorResponse> {
    let target = target(submission, item.unwrap_or_default(), question.unwrap_or_default())?;
    let subject = actions::subject(app, &context.actor, &target).await?;
    let suggested = suggested_title(&subject, &target, context.lang);
    let severity = if has_failed(&subject, &target) { Severity::High } else { Severity::Medium };
    let typed = ActionForm { title: &suggested, severity: severity.as_str(), ..ActionForm::default() };
    let layout = Layout::new(&context, Nav::Elsewhere, Texts::of(context.lang).t("action-new"));
    Ok(page(app, &context, layout, subject, target, &typed, FieldSentences::default()).await?)
}

async fn page(
    app: &AppState,
    context: &RequestContext,
    layout: Layout,
    subject: ActionSubject,
    target: ActionTarget,
    typed: &ActionForm<'_>,
    refused: FieldSentences,
) -> Result<NewActionPage, Problem> {
    let owners = actions::possible_owners(app, &context.actor).await?;
    Ok(NewActionPage {
        fields: ActionFields::new(typed, &owners, None, layout.texts),
        site: labels::site(layout.texts, subject.site_name),
        form_title: subject.def.title.get(context.lang).to_owned(),
        layout,
        refused,
        target,
    })
}

/// "Secondary pump · Fail": what the finding says, as a start.
fn suggested_title(subject: &ActionSubject, target: &ActionTarget, lang: crate::domain::lang::Lang) -> String {
    let item = target.item.as_deref().and_then(|name| subject.item(name));
    let title = answer_reader::about(&subject.def, &subject.answers, item, target.question.as_deref(), lang);
    title.chars().take(200).collect()
}

fn has_failed(subject: &ActionSubject, target: &ActionTarget) -> bool {
    let item = target.item.as_deref().and_then(|name| subject.item(name));
    let question = target.question.as_deref();
    findings::findings(&subject.def, &subject.answers)
        .iter()
        .any(|found| found.is_failed && found.item == item && question.is_none_or(|name| name == found.field.name))
}

#[post("/actions", data = "<typed>")]
pub async fn make(
    app: &AppState,
    context: RequestContext,
    typed: Form<NewActionForm<'_>>,
) -> Result<PostResponse<NewActionPage>, ErrorResponse> {
    let target = target(typed.submission, typed.item, typed.question)?;
    let today = context.zone.date_of(app.clock.now());
    match actions::make(app, &context.actor, &target, &typed.action.input(), today).await {
        Ok(id) => Ok(PostResponse::Done(Box::new(Redirect::to(format!("{ADDRESS}/{id}?done=made"))))),
        Err(Problem::Invalid(errors)) => {
            let texts = Texts::of(context.lang);
            let subject = actions::subject(app, &context.actor, &target).await?;
            let layout = Layout::answering_post(&context, Nav::Elsewhere, texts.t("action-new"), true);
            let refused = sentences(&errors, "", texts);
            let page = page(app, &context, layout, subject, target, &typed.action, refused).await?;
            let status: Status = problem::status(&Problem::Invalid(errors));
            Ok(PostResponse::Refused((status, Box::new(page))))
        }
        Err(problem) => Err(problem.into()),
    }
}
