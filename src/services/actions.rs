//! Actions: what has to be done about a finding, by whom and until when, with the proof that it was done.
//!
//! Invariants: every change is one transaction with its entry and its audit row; a step that two people take at once is
//! taken once; an action is verified by another person than the one who has done it. Addresses decide who may create,
//! work and decide (`web::auth::permissions`); what is visible is decided here, by the scope of the member.

mod check;
pub mod list;

pub use crate::store::actions::PossibleOwner;
pub use check::ActionInput;

use super::{
    actor::Actor,
    records::definition,
    search_terms,
    uploads::{self, OpenFile, PictureSize},
};
use crate::{
    app::App,
    domain::{
        action::{ActionEntryKind, ActionStatus, ActionStep, Severity},
        answers::{self, Answers},
        audit::actions::AuditAction,
        form::FormDef,
        ids::{ActionId, ModuleSlug, SubmissionId, UploadId, UserId},
        problem::{Conflict, Malformed, Problem, Resource},
        upload::Upload,
        validate::{FieldError, Subject, ValidationCode},
    },
    store::{
        self,
        actions::{ActionChange, ActionRow, EntryRow, NewAction, NewEntry},
        pool::Connection,
        uploads::UploadRow,
    },
};
use diesel_async::AsyncConnection;
use serde_json::{Value, json};
use std::sync::Arc;
use time::{Date, OffsetDateTime};

/// The most members that are offered as owners.
const OWNERS: i64 = 500;
/// Actions that the page of a submission lists.
const OF_SUBMISSION: i64 = 200;
/// Entries that the page of an action shows at once.
pub const ENTRIES: usize = 50;
/// Photos that can be added at once.
pub const PHOTOS: usize = 6;

/// What a new action is about, as it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActionTarget {
    pub submission: SubmissionId,
    /// `items.2`, counted from 0; none: a question that is asked once, or the whole submission.
    pub item: Option<String>,
    /// The name of a field.
    pub question: Option<String>,
}

/// What an action is about.
pub struct ActionSubject {
    key: i64,
    pub module: ModuleSlug,
    pub site_name: String,
    pub def: Arc<FormDef>,
    pub answers: Answers,
    pub visit_date: Option<Date>,
}

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
}

/// An action with what happened with it.
pub struct ActionDetails {
    pub listed: ListedAction,
    pub details: Option<String>,
    pub owner_id: Option<UserId>,
    pub submission: SubmissionId,
    pub created_at: OffsetDateTime,
    /// The reader has done it, so somebody else verifies it.
    pub is_own_work: bool,
    /// Changed by every change, so that two people do not overwrite each other.
    pub version: i32,
    /// Newest first.
    pub entries: Vec<ActionEntry>,
    /// The key of the oldest entry, if there are older ones.
    pub older: Option<i64>,
}

/// What somebody did or said.
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
    fn new(row: &ActionRow, owner: Option<String>) -> ListedAction {
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
        }
    }

    /// Somebody still has to work on it, and its day has passed.
    pub fn is_overdue(&self, today: Date) -> bool {
        self.status.is_open() && self.due_on < today
    }
}

/// What a new action would be about, for its form.
pub async fn subject(app: &App, actor: &Actor, target: &ActionTarget) -> Result<ActionSubject, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    find_subject(app, actor, &mut conn, target).await
}

async fn find_subject(
    app: &App,
    actor: &Actor,
    conn: &mut Connection,
    target: &ActionTarget,
) -> Result<ActionSubject, Problem> {
    let row = store::submissions::by_id(conn, actor.organisation_id, &target.submission).await?;
    let row = row.ok_or(Problem::NotFound(Resource::Submission))?;
    actor.require_in_scope(conn, row.id, Resource::Submission).await?;
    let def = definition(app, conn, &row.module, row.form_version).await?;
    let answers = Answers::from_json(&def, &row.form_data);
    let subject = ActionSubject {
        key: row.id,
        module: row.module,
        site_name: row.site_name,
        visit_date: row.visit_date,
        def,
        answers,
    };
    if subject.has(target) { Ok(subject) } else { Err(Problem::Malformed(Malformed::Unreadable)) }
}

impl ActionSubject {
    /// The group and the position of an item such as `items.2`, if the submission has it.
    pub fn item<'a>(&self, name: &'a str) -> Option<(&'a str, usize)> {
        let (group, index) = name.rsplit_once('.')?;
        let index: usize = index.parse().ok()?;
        (index < self.answers.items_of(group).len()).then_some((group, index))
    }

    fn has(&self, target: &ActionTarget) -> bool {
        let item = target.item.as_deref().map(|name| self.item(name));
        match (item, &target.question) {
            (Some(None), _) => false,
            (_, None) => true,
            (Some(Some((group, _))), Some(question)) => self
                .def
                .items_named(group)
                .is_some_and(|items| items.fields.iter().any(|field| field.name == *question)),
            (None, Some(question)) => self.def.field(question).is_some(),
        }
    }
}

/// The members who can own an action.
pub async fn possible_owners(app: &App, actor: &Actor) -> Result<Vec<PossibleOwner>, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    Ok(store::actions::possible_owners(&mut conn, actor.organisation_id, OWNERS).await?)
}

/// Makes an action. `today` is the day of the reader, from which the day counts until when it is due.
pub async fn make(
    app: &App,
    actor: &Actor,
    target: &ActionTarget,
    input: &ActionInput<'_>,
    today: Date,
) -> Result<ActionId, Problem> {
    let now = app.clock.now();
    let organisation = actor.organisation_id;
    let mut conn = actor.connection(&app.pool).await?;
    let subject = find_subject(app, actor, &mut conn, target).await?;
    let owners = store::actions::possible_owners(&mut conn, organisation, OWNERS).await?;
    let checked = check::check(input, &owners, None, today).map_err(Problem::Invalid)?;
    let id = ActionId::random();
    conn.transaction::<_, Problem, _>(async |conn| {
        let row = NewAction {
            action_id: &id,
            organisation_id: organisation,
            submission_id: subject.key,
            module: &subject.module,
            site_name: &subject.site_name,
            site_key: &search_terms::site_key(&subject.site_name),
            item: target.item.as_deref(),
            question: target.question.as_deref(),
            title: &checked.title,
            details: checked.details.as_deref(),
            severity: checked.severity,
            owner_id: checked.owner_id,
            due_on: checked.due_on,
            created_by: actor.user_id,
            created_at: now,
            updated_at: now,
        };
        let key = store::actions::add(conn, &row).await?;
        let details = json!({ "action": id, "submission_id": target.submission, "severity": checked.severity,
            "due_on": answers::iso(checked.due_on) });
        record(conn, actor, key, ActionEntryKind::Created, (None, &[]), None, now).await?;
        let audit = actor.audit_of("action", Some(key), AuditAction::ActionMade, details, now);
        Ok(store::audit::add(conn, &audit).await?)
    })
    .await?;
    Ok(id)
}

/// Adds an entry with its photos.
///
/// # Errors
/// [`Conflict::UploadGone`] if a photo has expired or was used elsewhere.
async fn record(
    conn: &mut store::DbConnection,
    actor: &Actor,
    action: i64,
    kind: ActionEntryKind,
    (text, photos): (Option<&str>, &[UploadId]),
    changes: Option<Value>,
    now: OffsetDateTime,
) -> Result<(), Problem> {
    let organisation = actor.organisation_id;
    let entry = NewEntry {
        organisation_id: organisation,
        action_id: action,
        kind,
        author_id: actor.user_id,
        created_at: now,
        note: text,
        changes,
    };
    let entry = store::actions::add_entry(conn, &entry).await?;
    if store::actions::photos::claim(conn, organisation, entry, photos, now).await? == photos.len() {
        Ok(())
    } else {
        Err(Problem::Conflict(Conflict::UploadGone))
    }
}

async fn find(actor: &Actor, conn: &mut Connection, id: &ActionId) -> Result<(ActionRow, SubmissionId), Problem> {
    let found = store::actions::by_id(conn, actor.organisation_id, &actor.reach, actor.user_id, id).await?;
    found.ok_or(Problem::NotFound(Resource::Action))
}

/// One action, with its entries before the one with the key `before`.
pub async fn show(app: &App, actor: &Actor, id: &ActionId, before: Option<i64>) -> Result<ActionDetails, Problem> {
    let organisation = actor.organisation_id;
    let mut conn = actor.connection(&app.pool).await?;
    let (row, submission) = find(actor, &mut conn, id).await?;
    let owner = match row.owner_id {
        Some(owner) => store::actions::person(&mut conn, owner).await?,
        None => None,
    };
    let limit = i64::try_from(ENTRIES + 1).unwrap_or(i64::MAX);
    let mut rows = store::actions::entries(&mut conn, organisation, row.id, before, limit).await?;
    let has_older = rows.len() > ENTRIES;
    rows.truncate(ENTRIES);
    let older = rows.last().filter(|_| has_older).map(|(entry, _)| entry.id);
    // Names of owners, which entries keep by id: an erased name is then erased there, too.
    let named: Vec<UserId> = rows.iter().filter_map(|(entry, _)| owner_in(entry)?.parse().ok()).collect();
    let names = store::actions::names(&mut conn, &named).await?;
    let (owner_id, owner) = owner.unzip();
    let keys: Vec<i64> = rows.iter().map(|(entry, _)| entry.id).collect();
    let mut photos = store::actions::photos::of_entries(&mut conn, organisation, &keys).await?;
    let mut photos_of = |entry: i64| {
        let (own, others) = photos.drain(..).partition(|(of, _)| *of == Some(entry));
        photos = others;
        let own: Vec<(Option<i64>, UploadRow)> = own;
        own.into_iter().map(|(_, row)| Upload::from(row)).collect()
    };
    Ok(ActionDetails {
        listed: ListedAction::new(&row, owner),
        owner_id,
        submission,
        created_at: row.created_at,
        is_own_work: row.finished_by.is_some() && row.finished_by == actor.user_id,
        version: row.row_version,
        details: row.details,
        entries: rows
            .into_iter()
            .map(|(entry, who)| ActionEntry { photos: photos_of(entry.id), ..ActionEntry::new(entry, who, &names) })
            .collect(),
        older,
    })
}

fn owner_in(entry: &EntryRow) -> Option<&str> {
    entry.changes.as_ref()?.get("owner")?.as_str()
}

impl ActionEntry {
    fn new(row: EntryRow, who: Option<String>, names: &[(UserId, String)]) -> ActionEntry {
        let text = |name: &str| row.changes.as_ref()?.get(name)?.as_str();
        let owner = row.changes.as_ref().and_then(|changes| changes.get("owner")).map(|owner| {
            let id = owner.as_str()?;
            names.iter().find(|(user, _)| user.as_str() == id).map(|(_, name)| name.clone())
        });
        let changes = [
            text("title").map(|title| ActionFieldChange::Title(title.to_owned())),
            row.changes.as_ref().and_then(|changes| changes.get("details")).map(|_| ActionFieldChange::Details),
            text("severity").and_then(Severity::parse).map(ActionFieldChange::Severity),
            text("due_on").and_then(answers::parse_iso).map(ActionFieldChange::DueOn),
            owner.map(ActionFieldChange::Owner),
        ];
        ActionEntry {
            kind: row.kind,
            at: row.created_at,
            who,
            changes: changes.into_iter().flatten().collect(),
            note: row.note,
            photos: Vec::new(),
        }
    }
}

/// Opens a photo of an action.
pub async fn open_photo(
    app: &App,
    actor: &Actor,
    id: &ActionId,
    photo: &UploadId,
    size: PictureSize,
) -> Result<OpenFile, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let (row, _) = find(actor, &mut conn, id).await?;
    let found = store::actions::photos::by_id(&mut conn, actor.organisation_id, row.id, photo).await?;
    drop(conn);
    uploads::open_row(app, found.ok_or(Problem::NotFound(Resource::Upload))?, size)
}

/// Adds a comment, or photos without one.
pub async fn comment(app: &App, actor: &Actor, id: &ActionId, said: ActionNote<'_>) -> Result<(), Problem> {
    let note = check::note(said.text, said.photos.is_empty())?;
    let now = app.clock.now();
    let mut conn = actor.connection(&app.pool).await?;
    let (row, _) = find(actor, &mut conn, id).await?;
    conn.transaction::<_, Problem, _>(async |conn| {
        record(conn, actor, row.id, ActionEntryKind::Commented, (note.as_deref(), said.photos), None, now).await?;
        let details = json!({ "action": id });
        let audit = actor.audit_of("action", Some(row.id), AuditAction::ActionCommented, details, now);
        Ok(store::audit::add(conn, &audit).await?)
    })
    .await
}

/// Takes a step with what is said about it.
///
/// # Errors
/// [`Conflict::ActionChanged`] if the status no longer allows it, [`Conflict::ActionVerifier`] if the actor would verify
/// their own work.
pub async fn take_step(
    app: &App,
    actor: &Actor,
    id: &ActionId,
    step: ActionStep,
    said: ActionNote<'_>,
) -> Result<(), Problem> {
    let note = check::note(said.text, step.needs_note())?;
    let (now, organisation) = (app.clock.now(), actor.organisation_id);
    let mut conn = actor.connection(&app.pool).await?;
    let (row, _) = find(actor, &mut conn, id).await?;
    if step == ActionStep::Verify && row.finished_by.is_some() && row.finished_by == actor.user_id {
        return Err(Problem::Conflict(Conflict::ActionVerifier));
    }
    conn.transaction::<_, Problem, _>(async |conn| {
        let status = store::actions::take_step(conn, organisation, row.id, step, actor.user_id, now).await?;
        let status = status.ok_or(Problem::Conflict(Conflict::ActionChanged))?;
        record(conn, actor, row.id, step.entry(), (note.as_deref(), said.photos), None, now).await?;
        let details = json!({ "action": id, "status": status });
        let audit = actor.audit_of("action", Some(row.id), AuditAction::ActionMoved, details, now);
        Ok(store::audit::add(conn, &audit).await?)
    })
    .await
}

/// Changes what an action says, who owns it and until when it is due. `version` is the one that the actor has seen.
pub async fn change(
    app: &App,
    actor: &Actor,
    id: &ActionId,
    version: i32,
    input: &ActionInput<'_>,
    today: Date,
) -> Result<(), Problem> {
    let (now, organisation) = (app.clock.now(), actor.organisation_id);
    let mut conn = actor.connection(&app.pool).await?;
    let (row, _) = find(actor, &mut conn, id).await?;
    let owners = store::actions::possible_owners(&mut conn, organisation, OWNERS).await?;
    let owner = match row.owner_id {
        Some(owner) => store::actions::person(&mut conn, owner).await?.map(|(public, _)| (owner, public)),
        None => None,
    };
    let checked = check::check(input, &owners, owner.as_ref(), today).map_err(Problem::Invalid)?;
    let changes = differences(&row, &checked, &owners);
    if changes.as_object().is_none_or(|changes| changes.is_empty()) {
        return Ok(());
    }
    conn.transaction::<_, Problem, _>(async |conn| {
        if !store::actions::change(conn, organisation, row.id, version, &checked, now).await? {
            return Err(Problem::Conflict(Conflict::ActionChanged));
        }
        record(conn, actor, row.id, ActionEntryKind::Changed, (None, &[]), Some(changes.clone()), now).await?;
        let details = json!({ "action": id, "changes": changes });
        let audit = actor.audit_of("action", Some(row.id), AuditAction::ActionChanged, details, now);
        Ok(store::audit::add(conn, &audit).await?)
    })
    .await
}

/// The new values of what differs.
fn differences(row: &ActionRow, new: &ActionChange, owners: &[PossibleOwner]) -> Value {
    let mut changes = serde_json::Map::new();
    let mut note = |name: &str, differs: bool, value: Value| {
        if differs {
            changes.insert(name.to_owned(), value);
        }
    };
    note("title", row.title != new.title, json!(new.title));
    note("details", row.details != new.details, json!(true));
    note("severity", row.severity != new.severity, json!(new.severity));
    note("due_on", row.due_on != new.due_on, json!(answers::iso(new.due_on)));
    let owner = new.owner_id.and_then(|id| owners.iter().find(|owner| owner.id == id)).map(|owner| &owner.public_id);
    note("owner", row.owner_id != new.owner_id, json!(owner));
    Value::Object(changes)
}

/// The actions of a submission, for its page. The caller has checked that the submission is within the actor's scope.
pub async fn of_submission(app: &App, actor: &Actor, submission: &SubmissionId) -> Result<Vec<ListedAction>, Problem> {
    let organisation = actor.organisation_id;
    let mut conn = actor.connection(&app.pool).await?;
    let rows = store::actions::of_submission(&mut conn, organisation, submission, OF_SUBMISSION).await?;
    Ok(rows.iter().map(|(row, owner)| ListedAction::new(row, owner.clone())).collect())
}
