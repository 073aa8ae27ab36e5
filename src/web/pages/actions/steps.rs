//! The steps of an action that are possible now, and what happened with it, as its page shows them.

use super::ADDRESS;
use crate::{
    domain::{
        action::{ActionEntryKind, ActionStatus, ActionStep},
        ids::ActionId,
    },
    i18n::Texts,
    services::actions::{ActionEntry, ActionFieldChange},
    web::{
        context::RequestContext,
        view::{format::Moment, picture::Picture},
    },
};

/// A step that is possible now.
pub struct StepView {
    pub name: &'static str,
    pub label: &'static str,
    pub hint: &'static str,
    pub needs_note: bool,
    /// A photo of the finished work is required.
    pub needs_photo: bool,
    pub is_main: bool,
}

/// A step, a change or a comment, with its author.
pub struct EntryView {
    pub text: String,
    pub who: Option<String>,
    pub at: Moment,
    pub note: Option<String>,
    pub photos: Vec<Picture>,
}

impl StepView {
    /// `needs_after_photo`: the form requires a photo of the finished work.
    pub fn new(step: ActionStep, status: ActionStatus, needs_after_photo: bool, texts: Texts) -> StepView {
        let [label, hint] = match step {
            ActionStep::Start => ["action-step-start", "action-step-start-hint"],
            ActionStep::Finish => ["action-step-finish", "action-step-finish-hint"],
            ActionStep::Verify => ["action-step-verify", "action-step-verify-hint"],
            ActionStep::Reopen if status == ActionStatus::Done => ["action-step-reject", "action-step-reject-hint"],
            ActionStep::Reopen => ["action-step-reopen", "action-step-reopen-hint"],
            ActionStep::Decline => ["action-step-decline", "action-step-decline-hint"],
        };
        StepView {
            name: step.as_str(),
            label: texts.t(label),
            hint: texts.t(hint),
            needs_note: step.needs_note(),
            needs_photo: needs_after_photo && step == ActionStep::Finish,
            is_main: matches!(step, ActionStep::Finish | ActionStep::Verify),
        }
    }
}

impl EntryView {
    pub fn new(entry: ActionEntry, id: &ActionId, context: &RequestContext, texts: Texts) -> EntryView {
        let at = format!("{ADDRESS}/{id}/photos");
        let photos = entry.photos.iter().map(|photo| Picture::new(photo, context.lang).at(&at));
        let changes: Vec<String> = entry.changes.iter().map(|change| changed(change, texts)).collect();
        let text = match entry.kind {
            ActionEntryKind::Changed => texts.list(&changes),
            kind => texts.t(entry_label(kind)).to_owned(),
        };
        EntryView {
            photos: photos.collect(),
            text,
            who: entry.who,
            at: texts.moment(context.zone.at(entry.at)),
            note: entry.note,
        }
    }
}

fn entry_label(kind: ActionEntryKind) -> &'static str {
    match kind {
        ActionEntryKind::Created => "action-entry-created",
        ActionEntryKind::Changed => "action-entry-changed",
        ActionEntryKind::Commented => "action-entry-commented",
        ActionEntryKind::Started => "action-entry-started",
        ActionEntryKind::Finished => "action-entry-finished",
        ActionEntryKind::Verified => "action-entry-verified",
        ActionEntryKind::Reopened => "action-entry-reopened",
        ActionEntryKind::Declined => "action-entry-declined",
    }
}

fn changed(change: &ActionFieldChange, texts: Texts) -> String {
    match change {
        ActionFieldChange::Title(title) => texts.with("action-changed-title", &[("title", title.as_str().into())]),
        ActionFieldChange::Details => texts.t("action-changed-details").to_owned(),
        ActionFieldChange::Severity(severity) => {
            texts.with("action-changed-severity", &[("severity", texts.severity(*severity).into())])
        }
        ActionFieldChange::DueOn(day) => texts.with("action-changed-due", &[("day", texts.date(*day).into())]),
        ActionFieldChange::Owner(Some(name)) => texts.with("action-changed-owner", &[("name", name.as_str().into())]),
        ActionFieldChange::Owner(None) => texts.t("action-changed-no-owner").to_owned(),
    }
}
