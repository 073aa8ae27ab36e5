//! `/actions/<id>`: one action, what happened with it, and the steps that are possible now. `work` has what is posted.

use super::{
    ADDRESS, ActionView,
    input::{ActionFields, ActionForm},
    steps::{EntryView, StepView},
};
use crate::{
    domain::{
        access::Permission,
        action::{ActionStatus, ActionStep},
        answers,
        ids::{ActionId, UploadId},
        notification::NotificationTarget,
        problem::Problem,
    },
    i18n::Texts,
    services::actions::{self, ActionDetails},
    web::{
        context::{AppState, RequestContext},
        error::ErrorResponse,
        pages::notifications,
        params::IdParam,
        view::{
            answer_reader,
            field_sentences::FieldSentences,
            format::Moment,
            layout::{Layout, Nav},
            picture::Picture,
        },
    },
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::get;

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
    /// The photo that it is about.
    photo: Option<Picture>,
    created: Moment,
    version: i32,
    fields: ActionFields,
    /// What members with the permission to submit can do now.
    work: Vec<StepView>,
    /// What needs the permission to decide.
    decisions: Vec<StepView>,
    /// The reader finished it, so another member verifies it.
    waits_for_another: bool,
    pub(super) note: RefusedNote,
    entries: Vec<EntryView>,
    older_url: Option<String>,
    /// Actions about the same finding, if it recurs.
    earlier: Vec<ActionView>,
}

/// What was typed and attached where a text was refused.
#[derive(Default)]
pub(super) struct RefusedNote {
    /// `note` for a comment, or the name of a step; empty: nothing was refused.
    pub of: &'static str,
    pub text: String,
    pub photos: Vec<UploadId>,
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

pub(super) async fn page(
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
        photo,
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
        photo: photo.map(|photo| Picture::new(&photo, context.lang).at(&format!("{ADDRESS}/{id}/photos"))),
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
