//! `/actions/<id>`: one action, what happened with it, and the steps that are possible now.

use super::{
    ADDRESS, ActionView,
    input::{ActionFields, ActionForm, sentences},
    steps::{EntryView, StepView},
};
use crate::{
    domain::{
        access::Permission,
        action::{ActionStatus, ActionStep},
        answers,
        ids::{ActionId, UploadId},
        notification::NotificationTarget,
        problem::{Malformed, Problem},
    },
    i18n::Texts,
    services::actions::{self, ActionDetails, ActionNote},
    web::{
        body::Form,
        context::{AppState, RequestContext},
        error::ErrorResponse,
        forms::posted_note::PostedNote,
        pages::{PostResponse, notifications},
        params::IdParam,
        problem,
        view::{
            answer_reader,
            field_sentences::FieldSentences,
            format::Moment,
            layout::{Layout, Nav},
        },
    },
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::{Data, FromForm, get, http::ContentType, post, response::Redirect};

#[derive(Template, WebTemplate)]
#[template(path = "actions/show.html")]
pub struct ActionPage {
    layout: Layout,
    done: Option<&'static str>,
    refused: FieldSentences,
    action: ActionView,
    details: Option<String>,
    /// The submission that it is about; the part of the page, too, for an item.
    submission_url: String,
    created: Moment,
    version: i32,
    fields: ActionFields,
    /// What members with the permission to submit can do now.
    work: Vec<StepView>,
    /// What needs the permission to decide.
    decisions: Vec<StepView>,
    /// The reader finished it, so another member verifies it.
    waits_for_another: bool,
    note: RefusedNote,
    entries: Vec<EntryView>,
    older_url: Option<String>,
    /// Actions about the same finding, if it recurs.
    earlier: Vec<ActionView>,
}

/// What was typed and attached where a text was refused.
#[derive(Default)]
struct RefusedNote {
    /// `note` for a comment, or the name of a step; empty: nothing was refused.
    of: &'static str,
    text: String,
    photos: Vec<UploadId>,
}

#[derive(FromForm)]
pub struct DecisionForm<'r> {
    step: &'r str,
    #[field(default = "")]
    note: &'r str,
}

#[derive(FromForm)]
pub struct ChangeForm<'r> {
    version: i32,
    action: ActionForm<'r>,
}

#[get("/actions/<id>?<done>&<before>")]
pub async fn show(
    app: &AppState,
    context: RequestContext,
    id: IdParam<ActionId>,
    done: Option<&str>,
    before: Option<i64>,
) -> Result<ActionPage, ErrorResponse> {
    let texts = Texts::of(context.lang);
    let done = match done {
        Some("made") => Some(texts.t("action-made")),
        Some("saved") => Some(texts.t("action-saved")),
        Some("moved") => Some(texts.t("action-moved")),
        _ => None,
    };
    let context = notifications::opened(app, context, NotificationTarget::Action(id.0.clone())).await?;
    let layout = Layout::new(&context, Nav::Elsewhere, "");
    let page = page(app, &context, layout, &id.0, before, None, FieldSentences::default()).await?;
    Ok(ActionPage { done, ..page })
}

#[post("/actions/<id>/comments", data = "<data>")]
pub async fn comment(
    app: &AppState,
    context: RequestContext,
    id: IdParam<ActionId>,
    content_type: Option<&ContentType>,
    data: Data<'_>,
) -> Result<PostResponse<ActionPage>, ErrorResponse> {
    let post = PostedNote::read(app, &context, content_type, data).await?;
    let result = match post.errors.is_empty() {
        true => actions::comment(app, &context.actor, &id.0, note_of(&post)).await,
        false => Err(Problem::Invalid(post.errors.clone())),
    };
    finish(
        app,
        &context,
        &id.0,
        result,
        "saved",
        RefusedNote { of: "note", text: post.text("note").to_owned(), photos: post.photos },
    )
    .await
}

/// A step of who works on it.
#[post("/actions/<id>/work", data = "<data>")]
pub async fn work(
    app: &AppState,
    context: RequestContext,
    id: IdParam<ActionId>,
    content_type: Option<&ContentType>,
    data: Data<'_>,
) -> Result<PostResponse<ActionPage>, ErrorResponse> {
    let post = PostedNote::read(app, &context, content_type, data).await?;
    let step = step_of(post.text("step"), false)?;
    let result = match post.errors.is_empty() {
        true => actions::take_step(app, &context.actor, &id.0, step, note_of(&post)).await,
        false => Err(Problem::Invalid(post.errors.clone())),
    };
    let refused = RefusedNote { of: step.as_str(), text: post.text("note").to_owned(), photos: post.photos };
    finish(app, &context, &id.0, result, "moved", refused).await
}

/// A step of who decides about the work of others.
#[post("/actions/<id>/decision", data = "<typed>")]
pub async fn decide(
    app: &AppState,
    context: RequestContext,
    id: IdParam<ActionId>,
    typed: Form<DecisionForm<'_>>,
) -> Result<PostResponse<ActionPage>, ErrorResponse> {
    let step = step_of(typed.step, true)?;
    let said = ActionNote { text: typed.note, photos: &[] };
    let result = actions::take_step(app, &context.actor, &id.0, step, said).await;
    let refused = RefusedNote { of: step.as_str(), text: typed.note.to_owned(), photos: Vec::new() };
    finish(app, &context, &id.0, result, "moved", refused).await
}

fn note_of(post: &PostedNote) -> ActionNote<'_> {
    ActionNote { text: post.text("note"), photos: &post.photos }
}

/// Each address takes its own steps, because the permission depends on the address.
fn step_of(typed: &str, is_decision: bool) -> Result<ActionStep, Problem> {
    let step = ActionStep::parse(typed).filter(|step| step.is_decision() == is_decision);
    step.ok_or(Problem::Malformed(Malformed::Unreadable))
}

#[post("/actions/<id>", data = "<typed>")]
pub async fn change(
    app: &AppState,
    context: RequestContext,
    id: IdParam<ActionId>,
    typed: Form<ChangeForm<'_>>,
) -> Result<PostResponse<ActionPage>, ErrorResponse> {
    let today = context.zone.date_of(app.clock.now());
    let input = typed.action.input();
    match actions::change(app, &context.actor, &id.0, typed.version, &input, today).await {
        Ok(()) => Ok(done(&id.0, "saved")),
        Err(problem) => {
            let refused = sentences_of(&problem, "", Texts::of(context.lang));
            let Some(refused) = refused else { return Err(problem.into()) };
            let layout = Layout::answering_post(&context, Nav::Elsewhere, "", true);
            let page = page(app, &context, layout, &id.0, None, Some(&typed.action), refused).await?;
            Ok(PostResponse::Refused((problem::status(&problem), Box::new(page))))
        }
    }
}

fn done(id: &ActionId, word: &str) -> PostResponse<ActionPage> {
    PostResponse::Done(Box::new(Redirect::to(format!("{ADDRESS}/{id}?done={word}"))))
}

/// What is shown on the page itself, a missing note at the field `note_of`; other problems have the general error page.
fn sentences_of(problem: &Problem, note_of: &'static str, texts: Texts) -> Option<FieldSentences> {
    match problem {
        Problem::Invalid(errors) => Some(sentences(errors, note_of, texts)),
        Problem::Conflict(_) => {
            let mut refused = FieldSentences::default();
            refused.add("", texts.problem(problem));
            Some(refused)
        }
        _ => None,
    }
}

async fn finish(
    app: &AppState,
    context: &RequestContext,
    id: &ActionId,
    result: Result<(), Problem>,
    word: &str,
    note: RefusedNote,
) -> Result<PostResponse<ActionPage>, ErrorResponse> {
    let Err(problem) = result else { return Ok(done(id, word)) };
    let Some(refused) = sentences_of(&problem, note.of, Texts::of(context.lang)) else { return Err(problem.into()) };
    let layout = Layout::answering_post(context, Nav::Elsewhere, "", true);
    let page = page(app, context, layout, id, None, None, refused).await?;
    let page = ActionPage { note, ..page };
    Ok(PostResponse::Refused((problem::status(&problem), Box::new(page))))
}

async fn page(
    app: &AppState,
    context: &RequestContext,
    layout: Layout,
    id: &ActionId,
    before: Option<i64>,
    typed: Option<&ActionForm<'_>>,
    refused: FieldSentences,
) -> Result<ActionPage, Problem> {
    let found = actions::show(app, &context.actor, id, before).await?;
    let owners = match context.has_permission(Permission::Moderate) {
        true => actions::possible_owners(app, &context.actor).await?,
        false => Vec::new(),
    };
    let texts = layout.texts;
    let today = context.zone.date_of(app.clock.now());
    let ActionDetails {
        listed,
        details,
        owner_id,
        submission,
        created_at,
        version,
        entries,
        older,
        earlier,
        is_own_work,
        needs_after_photo,
    } = found;
    let owner = owner_id.as_ref().map(|id| id.as_str());
    let due_on = answers::iso(listed.due_on);
    let current = ActionForm {
        title: &listed.title,
        details: details.as_deref().unwrap_or_default(),
        severity: listed.severity.as_str(),
        owner: owner.unwrap_or_default(),
        due_on: &due_on,
    };
    let fields = ActionFields::new(typed.unwrap_or(&current), &owners, owner.zip(listed.owner.as_deref()), texts);
    let status = listed.status;
    let part = listed.item.as_deref().and_then(answer_reader::anchor_of).map(|anchor| format!("#{anchor}"));
    let step = |step: &ActionStep| StepView::new(*step, status, needs_after_photo, texts);
    let (decisions, work): (Vec<ActionStep>, Vec<ActionStep>) = status.steps().partition(|step| step.is_decision());
    Ok(ActionPage {
        done: None,
        refused,
        submission_url: format!("/submissions/{submission}{}", part.unwrap_or_default()),
        created: texts.moment(context.zone.at(created_at)),
        version,
        fields,
        waits_for_another: is_own_work && status == ActionStatus::Done,
        work: work.iter().map(step).collect(),
        decisions: decisions.iter().filter(|one| **one != ActionStep::Verify || !is_own_work).map(step).collect(),
        note: RefusedNote::default(),
        entries: entries.into_iter().map(|entry| EntryView::new(entry, id, context, texts)).collect(),
        earlier: earlier.into_iter().map(|one| ActionView::new(&context.forms, one, today, context.lang)).collect(),
        older_url: older.map(|key| format!("{ADDRESS}/{id}?before={key}")),
        layout: Layout { title: listed.title.clone(), ..layout },
        action: ActionView::new(&context.forms, listed, today, context.lang),
        details,
    })
}

impl ActionPage {
    /// What stands in the text field of the comment or of a step.
    fn typed(&self, field: &str) -> &str {
        if self.note.of == field { &self.note.text } else { "" }
    }

    /// The pending uploads that were attached there.
    fn held(&self, field: &str) -> &[UploadId] {
        if self.note.of == field { &self.note.photos } else { &[] }
    }
}
