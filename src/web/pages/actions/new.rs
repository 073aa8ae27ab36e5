//! `/actions/new`: the form for an action about a submission, one of its items, one of its answers or one photo.

use super::{
    ADDRESS,
    input::{ActionFields, ActionForm, sentences},
};
use crate::{
    domain::{
        action::Severity,
        findings,
        ids::{SubmissionId, UploadId},
        problem::{Conflict, Malformed, Problem},
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
            picture::Picture,
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
    photo: Option<Picture>,
}

#[derive(FromForm)]
pub struct NewActionForm<'r> {
    submission: &'r str,
    #[field(default = "")]
    item: &'r str,
    #[field(default = "")]
    question: &'r str,
    #[field(default = "")]
    photo: &'r str,
    revision: Option<i32>,
    action: ActionForm<'r>,
}

/// What an action is about, from the parameters of an address or a form.
fn target(
    submission: &str,
    (item, question, photo): (&str, &str, &str),
    read_on: Option<i32>,
) -> Result<ActionTarget, Problem> {
    let named = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let unreadable = Problem::Malformed(Malformed::Unreadable);
    let Ok(submission) = submission.parse::<SubmissionId>() else { return Err(unreadable) };
    let Ok(photo) = named(photo).map(|photo| photo.parse::<UploadId>()).transpose() else { return Err(unreadable) };
    Ok(ActionTarget { submission, item: named(item), question: named(question), photo, read_on })
}

#[get("/actions/new?<submission>&<item>&<question>&<photo>&<revision>")]
pub async fn show(
    app: &AppState,
    context: RequestContext,
    submission: &str,
    item: Option<&str>,
    question: Option<&str>,
    photo: Option<&str>,
    revision: Option<i32>,
) -> Result<NewActionPage, ErrorResponse> {
    let named = (item.unwrap_or_default(), question.unwrap_or_default(), photo.unwrap_or_default());
    let target = target(submission, named, revision)?;
    let texts = Texts::of(context.lang);
    let (subject, refused) = subject_or_whole(app, &context, &target, FieldSentences::default()).await?;
    let suggested = suggested_title(&subject, &subject.target, context.lang);
    let severity = if has_failed(&subject, &subject.target) { Severity::High } else { Severity::Medium };
    let typed = ActionForm { title: &suggested, severity: severity.as_str(), ..ActionForm::default() };
    let layout = Layout::new(&context, Nav::Elsewhere, texts.t("action-new"));
    Ok(page(app, &context, layout, subject, &typed, refused).await?)
}

/// What the action is about. If its item was taken out meanwhile, that is the whole submission, and the page says so.
async fn subject_or_whole(
    app: &AppState,
    context: &RequestContext,
    target: &ActionTarget,
    mut refused: FieldSentences,
) -> Result<(ActionSubject, FieldSentences), Problem> {
    match actions::subject(app, &context.actor, target).await {
        Err(gone @ Problem::Conflict(Conflict::ActionItemGone)) => {
            refused.add("", Texts::of(context.lang).problem(&gone));
            let whole = ActionTarget { item: None, question: None, photo: None, read_on: None, ..target.clone() };
            Ok((actions::subject(app, &context.actor, &whole).await?, refused))
        }
        found => Ok((found?, refused)),
    }
}

async fn page(
    app: &AppState,
    context: &RequestContext,
    layout: Layout,
    subject: ActionSubject,
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
        photo: subject.photo.map(|(_, photo)| Picture::new(&photo, context.lang)),
        target: subject.target,
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
    let target = target(typed.submission, (typed.item, typed.question, typed.photo), typed.revision)?;
    let today = context.zone.date_of(app.clock.now());
    match actions::make(app, &context.actor, &target, &typed.action.input(), today).await {
        Ok(id) => Ok(PostResponse::Done(Box::new(Redirect::to(format!("{ADDRESS}/{id}?done=made"))))),
        Err(
            problem
            @ (Problem::Invalid(_) | Problem::Conflict(Conflict::ActionItemGone | Conflict::CorrectedMeanwhile)),
        ) => {
            let texts = Texts::of(context.lang);
            let refused = match &problem {
                Problem::Invalid(errors) => sentences(errors, "", texts),
                Problem::Conflict(Conflict::CorrectedMeanwhile) => {
                    let mut refused = FieldSentences::default();
                    refused.add("", texts.problem(&problem));
                    refused
                }
                // The page says it.
                _ => FieldSentences::default(),
            };
            let (subject, refused) = subject_or_whole(app, &context, &target, refused).await?;
            let layout = Layout::answering_post(&context, Nav::Elsewhere, texts.t("action-new"), true);
            let page = page(app, &context, layout, subject, &typed.action, refused).await?;
            let status: Status = problem::status(&problem);
            Ok(PostResponse::Refused((status, Box::new(page))))
        }
        Err(problem) => Err(problem.into()),
    }
}
