//! Reading actions: one with its entries and photos, and those of a submission.

use super::{
    after_photo,
    model::{ActionDetails, ActionEntry, ActionFieldChange, ListedAction},
    recurrence,
};
use crate::{
    app::App,
    domain::{
        action::Severity,
        answers,
        ids::{ActionId, SubmissionId, UploadId, UserId},
        problem::{Problem, Resource},
        upload::Upload,
    },
    services::{
        actor::Actor,
        uploads::{self, OpenFile, PictureSize},
    },
    store::{
        self,
        actions::{ActionRow, entries::EntryRow},
        pool::Connection,
        uploads::of_notes::{self, NoteKind},
    },
};

/// Actions that the page of a submission lists.
const OF_SUBMISSION: i64 = 200;
/// Entries that the page of an action shows at once.
const ENTRIES: usize = 50;

/// An action that the actor sees, and the submission that it is about.
pub(super) async fn find(
    actor: &Actor,
    conn: &mut Connection,
    id: &ActionId,
) -> Result<(ActionRow, SubmissionId), Problem> {
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
    let mut rows = store::actions::entries::of(&mut conn, organisation, row.id, before, limit).await?;
    let has_older = rows.len() > ENTRIES;
    rows.truncate(ENTRIES);
    let older = rows.last().filter(|_| has_older).map(|(entry, _)| entry.id);
    // Names of owners, which entries keep by id: an erased name is then erased there, too.
    let named: Vec<UserId> = rows.iter().filter_map(|(entry, _)| owner_in(entry)?.parse().ok()).collect();
    let names = store::actions::names(&mut conn, &named).await?;
    let earlier = recurrence::earlier(actor, &mut conn, &row).await?;
    let needs_after_photo = after_photo::is_required(app, &mut conn, actor, &row, &submission).await?;
    let photo = match row.upload_id {
        Some(photo) => store::actions::photos::subject(&mut conn, organisation, photo).await?,
        None => None,
    };
    let (owner_id, owner) = owner.unzip();
    let keys: Vec<i64> = rows.iter().map(|(entry, _)| entry.id).collect();
    let mut photos = of_notes::of(&mut conn, organisation, NoteKind::ActionEntry, &keys).await?;
    let mut photos_of = |entry: i64| photos.remove(&entry).unwrap_or_default().into_iter().map(Upload::from).collect();
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
        earlier,
        photo: photo.map(Upload::from),
        needs_after_photo,
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

/// Opens a photo of an action: of its entries, or the one that it is about.
pub async fn open_photo(
    app: &App,
    actor: &Actor,
    id: &ActionId,
    photo: &UploadId,
    size: PictureSize,
) -> Result<OpenFile, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let (row, _) = find(actor, &mut conn, id).await?;
    let mut found = store::actions::photos::by_id(&mut conn, actor.organisation_id, row.id, photo).await?;
    if let (None, Some(subject)) = (&found, row.upload_id) {
        let subject = store::actions::photos::subject(&mut conn, actor.organisation_id, subject).await?;
        found = subject.filter(|subject| subject.upload_id == *photo);
    }
    drop(conn);
    uploads::open_row(app, found.ok_or(Problem::NotFound(Resource::Upload))?, size)
}

/// Opens a photo of any action that the actor sees, in the size of reports.
pub async fn open_proof(app: &App, actor: &Actor, photo: &UploadId) -> Result<OpenFile, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let action = store::actions::photos::action_of(&mut conn, actor.organisation_id, photo).await?;
    drop(conn);
    let action = action.ok_or(Problem::NotFound(Resource::Upload))?;
    open_photo(app, actor, &action, photo, PictureSize::Large).await
}

/// The actions of a submission, for its page. The caller has checked that the submission is within the actor's scope.
pub async fn of_submission(app: &App, actor: &Actor, submission: &SubmissionId) -> Result<Vec<ListedAction>, Problem> {
    let organisation = actor.organisation_id;
    let mut conn = actor.connection(&app.pool).await?;
    let rows = store::actions::of_submission(&mut conn, organisation, submission, OF_SUBMISSION).await?;
    Ok(rows.iter().map(|(row, owner)| ListedAction::new(row, owner.clone())).collect())
}
