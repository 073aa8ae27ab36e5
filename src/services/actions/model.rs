//! An action, what happened with it, and what is said about it.

use crate::{
    domain::{
        action::{ActionEntryKind, ActionStatus, Severity},
        ids::{ActionId, ModuleSlug, SubmissionId, UploadId, UserId},
        upload::Upload,
    },
    store::actions::ActionRow,
};
use time::{Date, OffsetDateTime};

/// An action in a list.
#[derive(Clone, Debug)]
pub struct ListedAction {
    pub id: ActionId,
    pub module: ModuleSlug,
    pub site_name: String,
    pub item: Option<String>,
    pub question: Option<String>,
    pub title: String,
    pub severity: Severity,
    pub status: ActionStatus,
    pub owner: Option<String>,
    pub due_on: Date,
    /// Another submission had an action about the same finding not long before.
    pub is_recurring: bool,
}

/// An action with what happened with it.
pub struct ActionDetails {
    pub listed: ListedAction,
    pub details: Option<String>,
    pub owner_id: Option<UserId>,
    pub submission: SubmissionId,
    pub created_at: OffsetDateTime,
    /// The reader finished it, so another member verifies it.
    pub is_own_work: bool,
    /// Changed by every change, so that two people do not overwrite each other.
    pub version: i32,
    /// Newest first.
    pub entries: Vec<ActionEntry>,
    /// Actions about the same finding, if it recurs, the newest first.
    pub earlier: Vec<ListedAction>,
    /// The key of the oldest entry, if there are older ones.
    pub older: Option<i64>,
    /// The photo that it is about.
    pub photo: Option<Upload>,
    /// It can be reported as done with a photo of the finished work only.
    pub needs_after_photo: bool,
}

/// A step, a change or a comment.
pub struct ActionEntry {
    pub kind: ActionEntryKind,
    pub at: OffsetDateTime,
    pub who: Option<String>,
    pub note: Option<String>,
    pub changes: Vec<ActionFieldChange>,
    pub photos: Vec<Upload>,
}

/// What is said about a step, or in a comment, with pending uploads as its photos.
#[derive(Clone, Copy, Debug, Default)]
pub struct ActionNote<'a> {
    pub text: &'a str,
    pub photos: &'a [UploadId],
}

/// The new value of something that was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ActionFieldChange {
    Title(String),
    Details,
    Severity(Severity),
    DueOn(Date),
    /// The name of the new owner.
    Owner(Option<String>),
}

impl ListedAction {
    pub(super) fn new(row: &ActionRow, owner: Option<String>) -> ListedAction {
        ListedAction {
            id: row.action_id.clone(),
            module: row.module.clone(),
            site_name: row.site_name.clone(),
            item: row.item.clone(),
            question: row.question.clone(),
            title: row.title.clone(),
            severity: row.severity,
            status: row.status,
            owner,
            due_on: row.due_on,
            is_recurring: row.recurs,
        }
    }

    /// Work is left, and its day has passed.
    pub fn is_overdue(&self, today: Date) -> bool {
        self.status.is_open() && self.due_on < today
    }
}
